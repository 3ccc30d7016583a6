package imaging.step;

/** A file in, a file out: code that is there already. The words of {@link BytesStep#apply} hold for it. */
@FunctionalInterface
public interface BytesFunction {
    byte[] apply(byte[] png) throws Exception;
}
