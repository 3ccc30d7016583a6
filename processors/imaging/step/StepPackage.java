package imaging.step;

import java.util.List;

/**
 * All steps of one company. A class of this kind, public and with a public constructor without parameters, is named in
 * {@code processors/META-INF/services/imaging.step.StepPackage} (or in the same file of a jar on the class path).
 */
public interface StepPackage {
    /** Asked once, at the start. */
    List<? extends Step> steps();
}
