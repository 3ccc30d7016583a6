package darkroom.chaos.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in front of an engine that speaks HTTP/1.1. A request is read whole, judged, and sent on over a connection of its
 * own, so that no verdict leaves anything behind on the next one. Thread-safe.
 */
public final class HttpProxy implements AutoCloseable {
    /** Says what becomes of a request; asked on several threads at once. */
    public interface Rule {
        Verdict of(Request request);
    }

    private static final Rule PASS = request -> Verdict.PASS;

    private final InetSocketAddress engine;
    private final Listening listening;
    private final AtomicInteger judged = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Rule rule = PASS;

    /** @param engine where it is; it need not be there yet */
    public HttpProxy(String name, URI engine) {
        this.engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.getPort());
        this.listening = new Listening(name, this::serve);
    }

    /** Its address for the app. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + listening.port());
    }

    /** From now on. */
    public void rule(Rule next) {
        judged.set(0);
        lost.set(0);
        rule = next;
    }

    /** How many requests did not simply pass since the rule was given. */
    public int judged() {
        return judged.get();
    }

    /** How many of them the engine did, and said so to nobody. */
    public int lost() {
        return lost.get();
    }

    /** How many requests, ever, found no engine. */
    public int unreached() {
        return listening.unreached();
    }

    /** From now on everything passes. */
    public void heal() {
        rule = PASS;
    }

    /** Breaks all connections, with whatever is on them, as a cable that is pulled. */
    public void cut() {
        listening.cut();
    }

    private void serve(Socket client) throws IOException {
        HttpStream requests = new HttpStream(client.getInputStream());
        OutputStream answers = client.getOutputStream();
        boolean more = true;
        while (more) {
            HttpStream.Head head = requests.head();
            if (head == null) {
                return;
            }
            if (head.headers().getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
                answers.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            byte[] body = requests.body(head, false);
            String[] line = head.first().split(" ", 3);
            Request request = new Request(line[0], line[1], head.headers(), body);
            more = judge(rule.of(request), request, head, answers);
        }
    }

    /** @return whether another request may come on the connection */
    private boolean judge(Verdict verdict, Request request, HttpStream.Head head, OutputStream answers)
            throws IOException {
        if (verdict instanceof Verdict.Pass pass) {
            if (verdict != Verdict.PASS) {
                judged.incrementAndGet();
            }
            sleep(pass.delay().toMillis());
            return forward(request, head, answers, pass.meanwhile());
        }
        judged.incrementAndGet();
        if (verdict instanceof Verdict.LoseAnswer) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            forward(request, head, answer, () -> {});
            if (answer.toString(StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 2")) {
                lost.incrementAndGet();
            }
            return false;
        }
        if (verdict instanceof Verdict.Answer answer) {
            answers.write(text(answer, request));
            return true;
        }
        return false;
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private boolean forward(Request request, HttpStream.Head head, OutputStream answers, Runnable meanwhile)
            throws IOException {
        Socket socket = listening.connect(engine);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head.without("expect"));
            out.write(request.body());
            out.flush();
            meanwhile.run();
            HttpStream stream = new HttpStream(socket.getInputStream());
            HttpStream.Head answer = stream.head();
            if (answer == null) {
                return false;
            }
            int status = Integer.parseInt(answer.first().split(" ", 3)[1]);
            boolean bodiless = request.method().equals("HEAD") || status == 204 || status == 304;
            byte[] body = bodiless ? new byte[0] : stream.body(answer, true);
            answers.write(answer.without("expect"));
            answers.write(body);
            answers.flush();
            return (bodiless || HttpStream.isDelimited(answer))
                    && !answer.headers().getOrDefault("connection", "").equalsIgnoreCase("close");
        } finally {
            listening.forget(socket);
        }
    }

    private static byte[] text(Verdict.Answer answer, Request request) {
        String body = request.method().equals("HEAD")
                ? ""
                : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + answer.code()
                        + "</Code><Message>by the proxy</Message></Error>";
        return ("HTTP/1.1 " + answer.status() + " " + answer.code()
                        + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        listening.close();
    }
}
