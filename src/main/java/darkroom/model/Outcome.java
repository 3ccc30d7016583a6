package darkroom.model;

/** How the work on one image ended. The names are those of the contract, in JSON and in ClickHouse. */
public enum Outcome {
    /** Its variants are archived. */
    ok,
    /** The picture's fault, for good. */
    rejected,
    /** Ours: a replay may turn it into ok. */
    failed
}
