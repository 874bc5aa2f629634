package dev.muster.render;

/** A value that the syntax of an artifact cannot carry. The renderer turns it into an error that names node and variable. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String value;

    /**
     * @param value the value
     * @param why what is wrong with it, to follow the value in a sentence
     */
    Refused(String value, String why) {
        super(why);
        this.value = value;
    }

    String value() {
        return value;
    }
}
