package imaging;

import imaging.step.StepSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Settings that go together with any step: nothing is there that may be left out, and all else has the first value that
 * is valid. So they find out which keys a step asks for, where a recipe that is wrong ends it in the middle.
 */
final class AskedKeys implements StepSettings {
    private final Set<String> asked = new LinkedHashSet<>();

    private AskedKeys() {}

    /** In the order of asking; not all of them where the step goes by what it is told. */
    static List<String> of(imaging.step.Step step) {
        AskedKeys keys = new AskedKeys();
        try {
            step.with(keys);
        } catch (RuntimeException e) {
            // what it has asked for until then is known
        }
        return new ArrayList<>(keys.asked);
    }

    private <T> T asked(String key, T value) {
        asked.add(key);
        return value;
    }

    @Override
    public boolean has(String key) {
        return asked(key, false);
    }

    @Override
    public int number(String key, int min, int max) {
        return asked(key, min);
    }

    @Override
    public int number(String key, int min, int max, int otherwise) {
        return asked(key, otherwise);
    }

    @Override
    public double decimal(String key, double min, double max) {
        return asked(key, min);
    }

    @Override
    public double decimal(String key, double min, double max, double otherwise) {
        return asked(key, otherwise);
    }

    @Override
    public boolean flag(String key) {
        return asked(key, false);
    }

    @Override
    public String word(String key, List<String> known) {
        return asked(key, known.get(0));
    }

    @Override
    public String word(String key, List<String> known, String otherwise) {
        return asked(key, otherwise);
    }

    @Override
    public String text(String key) {
        return asked(key, "");
    }

    @Override
    public String text(String key, String otherwise) {
        return asked(key, otherwise);
    }

    @Override
    public int colour(String key) {
        return asked(key, 0xff000000);
    }

    @Override
    public int colour(String key, int otherwise) {
        return asked(key, otherwise);
    }

    @Override
    public RuntimeException wrong(String key, String message) {
        asked.add(key);
        return new IllegalArgumentException(message);
    }
}
