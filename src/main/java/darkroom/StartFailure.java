package darkroom;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * What refuses the start says so in a sentence, with the fix in it; a stack trace of the framework around it would only
 * hide that.
 */
final class StartFailure extends AbstractFailureAnalyzer<RuntimeException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RuntimeException outermost) {
        for (Throwable cause = rootFailure; cause != null; cause = cause.getCause()) {
            if (isOurs(cause)) {
                return new FailureAnalysis(cause.getMessage(), null, cause);
            }
        }
        return null;
    }

    /** A refusal that our code words; anything else is a bug or a fault that needs its stack trace. */
    private static boolean isOurs(Throwable cause) {
        boolean refusal = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        StackTraceElement[] trace = cause.getStackTrace();
        return refusal
                && trace.length > 0
                && (trace[0].getClassName().startsWith("darkroom.")
                        || trace[0].getClassName().startsWith("imaging."));
    }
}
