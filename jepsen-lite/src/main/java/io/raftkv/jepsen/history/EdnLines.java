package io.raftkv.jepsen.history;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of EDN on each line. */
final class EdnLines implements LineFormat {

    @Override
    public @Nullable Event read(String line) throws MalformedLineException {
        if (Edn.isBlank(line)) {
            return null;
        }
        if (!(Edn.parse(line) instanceof Map<?, ?> map)) {
            throw MalformedLineException.expected("a map such as {:process 0, :type :invoke, :f :read}", line.strip());
        }
        var fields = new HashMap<String, @Nullable Object>();
        map.forEach((key, value) -> fields.put(key instanceof Keyword word ? word.name() : String.valueOf(key), value));
        return Fields.event(fields);
    }

    @Override
    public void write(Event event, StringBuilder to) {
        to.append('{');
        if (event.timeNanos() >= 0) {
            to.append(":time ").append(event.timeNanos()).append(", ");
        }
        to.append(":process ");
        if (event.isNemesis()) {
            to.append(':').append(Fields.NEMESIS);
        } else {
            to.append(event.process());
        }
        to.append(", :type :").append(event.type().text()).append(", :f ");
        Edn.writeName(event.function(), to);
        if (event.key() != null) {
            Edn.write(event.key(), to.append(", :key "));
        }
        Edn.write(event.value(), to.append(", :value "));
        if (event.error() != null) {
            Edn.write(event.error(), to.append(", :error "));
        }
        to.append('}');
    }
}
