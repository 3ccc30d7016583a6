package darkroom.intake;

/** Whether somebody may have begun on an image before, as far as its door can tell without asking anybody. */
public enum Seen {
    /** It comes for the first time. */
    never,
    /** It may come again; nothing says that it does. */
    perhaps,
    /** It comes again, or was there before this process was: whoever began on it, if anybody did, may have ended by it. */
    before
}
