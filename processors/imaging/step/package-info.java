/**
 * What a company's own code is written against: {@link imaging.step.ImageStep} or {@link imaging.step.BytesStep} does the
 * work, {@link imaging.step.StepPackage} makes it known. Knows the JDK alone. {@code docs/your-own-step.md} is the way in.
 */
package imaging.step;
