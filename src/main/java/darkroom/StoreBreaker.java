package darkroom;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * A {@link Breaker} in a client of the AWS SDK, around each call with all its retries. A call that it does not admit fails
 * as if nobody listened at the other end. Thread-safe.
 */
final class StoreBreaker implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> ADMITTED = new ExecutionAttribute<>("darkroom.admitted");

    private final Breaker breaker;

    StoreBreaker(Breaker breaker) {
        this.breaker = breaker;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!breaker.admits()) {
            throw SdkClientException.create(breaker.refusal());
        }
        attributes.putAttribute(ADMITTED, true);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        breaker.answered();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(ADMITTED) == null) {
            return;
        }
        Throwable why = context.exception();
        if (isAnswer(why)) {
            breaker.answered();
        } else if (!(why instanceof AbortedException)) { // a caller that was stopped says nothing about the other end
            breaker.failed(why);
        }
    }

    /**
     * Whether the server did what it was there for, such as to say that there is no such key. A refusal of who asks (401,
     * 403, 400 ExpiredToken) is no answer: rights and credentials are the operator's matter, and come back.
     */
    private static boolean isAnswer(Throwable why) {
        if (!(why instanceof AwsServiceException e)) {
            return false;
        }
        return switch (e.statusCode()) {
            case 401, 403, 408, 429 -> false;
            case 400 -> !"ExpiredToken".equals(code(e));
            default -> e.statusCode() < 500;
        };
    }

    private static String code(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null ? null : details.errorCode();
    }
}
