package darkroom.chaos.proxy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in front of a Kafka broker. Both directions are frames: four bytes of length, then (requests) the number of what
 * is asked, its version and a correlation id, or (answers) that id. Where an answer names the broker's address, which is
 * how clients find it, the proxy's port takes the place of the broker's, so that all of them come this way. Thread-safe.
 */
public final class KafkaProxy implements AutoCloseable {
    /** What is asked of a broker: the numbers of the protocol (https://kafka.apache.org/protocol). */
    public enum Call {
        PRODUCE(0),
        LIST_OFFSETS(2),
        OFFSET_COMMIT(8);

        private final int number;

        Call(int number) {
            this.number = number;
        }
    }

    /** Answers that name brokers: metadata, coordinator, cluster. */
    private static final Set<Integer> NAMING = Set.of(3, 10, 60);

    private static final byte[] HOST = "127.0.0.1".getBytes(StandardCharsets.ISO_8859_1);

    private final InetSocketAddress broker;
    private final Listening listening;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile Call losing;
    private final AtomicInteger toLose = new AtomicInteger();

    /** @param broker as {@code 127.0.0.1:9092}; it need not be there yet */
    public KafkaProxy(String broker) {
        this.broker = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(broker.substring(broker.indexOf(':') + 1)));
        this.listening = new Listening("kafka-proxy", this::serve);
    }

    /** Its address for the app. */
    public String brokers() {
        return "127.0.0.1:" + listening.port();
    }

    /** The next answers to a call get lost: the broker has done it, and the connection breaks. */
    public void lose(Call call, int times) {
        lost.set(0);
        toLose.set(times);
        losing = call;
    }

    /** How many answers were lost. */
    public int lost() {
        return lost.get();
    }

    /** How many connections, ever, found no broker. */
    public int unreached() {
        return listening.unreached();
    }

    /** How many requests have come, ever. */
    public int asked() {
        return asked.get();
    }

    /** How many answers the broker has given, ever. */
    public int answered() {
        return answered.get();
    }

    /** From now on everything passes. */
    public void heal() {
        losing = null;
    }

    /** Breaks all connections. */
    public void cut() {
        listening.cut();
    }

    private void serve(Socket client) throws IOException {
        Socket engine = listening.connect(broker);
        Map<Integer, Integer> calls = new ConcurrentHashMap<>();
        try {
            Listening.start("kafka-answers", () -> answers(engine, client, calls));
            requests(client, engine, calls);
        } finally {
            listening.forget(engine);
        }
    }

    /** @param calls what is not answered yet, by correlation id */
    private void requests(Socket client, Socket engine, Map<Integer, Integer> calls) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        OutputStream out = engine.getOutputStream();
        while (true) {
            byte[] frame = frame(in);
            ByteBuffer head = ByteBuffer.wrap(frame, Integer.BYTES, 2 * Short.BYTES + Integer.BYTES);
            int call = head.getShort();
            head.getShort();
            calls.put(head.getInt(), call);
            asked.incrementAndGet();
            out.write(frame);
        }
    }

    private void answers(Socket engine, Socket client, Map<Integer, Integer> calls) {
        try (engine;
                client) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(engine.getInputStream()));
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] frame = frame(in);
                int call = calls.remove(ByteBuffer.wrap(frame).getInt(Integer.BYTES));
                answered.incrementAndGet();
                if (loses(call)) {
                    return;
                }
                if (NAMING.contains(call)) {
                    rename(frame);
                }
                out.write(frame);
            }
        } catch (IOException e) {
            // one of the two sides has gone
        }
    }

    private boolean loses(int call) {
        Call wanted = losing;
        if (wanted == null || wanted.number != call || toLose.getAndDecrement() <= 0) {
            return false;
        }
        lost.incrementAndGet();
        return true;
    }

    /** A frame with its length in front. */
    private static byte[] frame(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] frame = new byte[Integer.BYTES + length];
        ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, Integer.BYTES, length);
        return frame;
    }

    /** In all versions of these answers a host's text is followed by its port, in four bytes. */
    private void rename(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        for (int at = 0; at + HOST.length + Integer.BYTES <= frame.length; at++) {
            if (Arrays.equals(frame, at, at + HOST.length, HOST, 0, HOST.length)
                    && bytes.getInt(at + HOST.length) == broker.getPort()) {
                bytes.putInt(at + HOST.length, listening.port());
            }
        }
    }

    @Override
    public void close() {
        listening.close();
    }
}
