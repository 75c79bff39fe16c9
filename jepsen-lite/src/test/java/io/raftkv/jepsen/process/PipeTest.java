package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PipeTest {

    private final Wire wire = new Wire();
    private final EmbeddedChannel source = new EmbeddedChannel();
    private final EmbeddedChannel sink = new EmbeddedChannel();

    @Test
    void whatWasHeldIsDeliveredBeforeTheEnd() {
        source.pipeline().addLast(new Pipe(wire, source, sink));
        wire.cut();
        source.writeInbound(Unpooled.copiedBuffer("last words", StandardCharsets.UTF_8));
        source.close();
        source.runPendingTasks();
        assertThat(sink.<ByteBuf>readOutbound()).isNull();
        assertThat(sink.isOpen()).isTrue();

        wire.mend();
        source.runPendingTasks();
        sink.runPendingTasks();

        ByteBuf delivered = sink.readOutbound();
        assertThat(delivered).isNotNull();
        assertThat(delivered.toString(StandardCharsets.UTF_8)).isEqualTo("last words");
        assertThat(sink.isOpen()).isFalse();
        delivered.release();
    }
}
