/** The test kit for a company's steps: {@link imaging.step.kit.StepTest} is to be extended. */
package imaging.step.kit;
