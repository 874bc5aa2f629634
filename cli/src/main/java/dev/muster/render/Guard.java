package dev.muster.render;

import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;
import java.io.IOException;
import java.io.Writer;

/**
 * The output format of every template. Where FreeMarker would escape a value of an interpolation by itself, this one lets it
 * through only when it is {@link Syntax#PLAIN}, so that a forgotten function is an error and never a hole. What a function
 * of {@link Syntax} answered is marked as {@link Written} and passes.
 */
final class Guard extends CommonMarkupOutputFormat<Guard.Written> {

    static final Guard INSTANCE = new Guard();

    private Guard() {}

    /** Text that is in its target's syntax already. */
    static final class Written extends CommonTemplateMarkupOutputModel<Written> {

        private Written(String plain, String markup) {
            super(plain, markup);
        }

        @Override
        public Guard getOutputFormat() {
            return INSTANCE;
        }
    }

    @Override
    public String getName() {
        return "guarded";
    }

    @Override
    public String getMimeType() {
        return "text/plain";
    }

    @Override
    public void output(String value, Writer out) throws IOException {
        out.write(escapePlainText(value));
    }

    @Override
    public String escapePlainText(String value) {
        return Syntax.PLAIN.write(value);
    }

    @Override
    public boolean isLegacyBuiltInBypassed(String builtIn) {
        return false;
    }

    @Override
    protected Written newTemplateMarkupOutputModel(String plain, String markup) {
        return new Written(plain, markup);
    }
}
