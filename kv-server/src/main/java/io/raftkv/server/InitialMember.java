package io.raftkv.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One entry of {@code --initial-cluster}.
 *
 * @param name the member's {@code --name}
 * @param peerUrl where the other members reach it
 */
public record InitialMember(String name, Url peerUrl) {

    private static final String FLAG = "--initial-cluster";

    /**
     * Reads {@code name=url,name=url,...}.
     *
     * @throws StartRefusedException when an entry is malformed, or a name or URL is given twice
     */
    static List<InitialMember> parseList(String text) {
        var members = new ArrayList<InitialMember>();
        for (var entry : Arrays.asList(text.split(",", -1))) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new StartRefusedException(FLAG + " '" + entry + "': expected name=http://host:port");
            }
            var name = entry.substring(0, equals).strip();
            var url = Url.parse(FLAG, entry.substring(equals + 1).strip());
            for (var other : members) {
                if (other.name.equals(name)) {
                    throw new StartRefusedException(
                            FLAG + " names " + name + " twice: each member has one name and one peer URL");
                }
                if (other.peerUrl.equals(url)) {
                    throw new StartRefusedException(FLAG + " gives " + url + " to both " + other.name + " and " + name
                            + ": each member needs its own");
                }
            }
            members.add(new InitialMember(name, url));
        }
        return List.copyOf(members);
    }

    @Override
    public String toString() {
        return name + "=" + peerUrl;
    }
}
