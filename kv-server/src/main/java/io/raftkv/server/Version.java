package io.raftkv.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which program this is, and which version of etcd's API it speaks. */
public final class Version implements IVersionProvider {

    /** The version of etcd's API: clients compare it to find out what a server can do. */
    public static final String API = "3.6.0";

    private static final String RESOURCE = "version.properties";

    /** This program's own version, as the build knows it. */
    public static String own() {
        var properties = new Properties();
        try (var resource = Version.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Version.class + ": build again");
            }
            properties.load(resource);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"raft-kv " + own() + ", etcd API " + API};
    }
}
