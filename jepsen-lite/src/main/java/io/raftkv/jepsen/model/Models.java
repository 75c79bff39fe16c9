package io.raftkv.jepsen.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models that have names on the command line. */
public final class Models {
    private static final List<Model<?>> ALL = List.of(
            new RegisterModel(),
            new CasRegisterModel(),
            new KvAppendModel(),
            new MvccModel(),
            new LockModel(),
            new QueueModel(),
            new SetModel());

    private Models() {}

    /** The model of that name; null when there is none. */
    public static @Nullable Model<?> named(String name) {
        return ALL.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Their names, separated by commas. */
    public static String names() {
        return ALL.stream().map(Model::name).collect(Collectors.joining(", "));
    }
}
