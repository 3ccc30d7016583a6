package darkroom;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Requests as no client library would send them: bytes as they are, and all that comes back until the server closes. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 60_000;

    private RawHttp() {}

    /** Names of headers count without case; an interim answer (100) is passed over. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends, and then closes its side of the connection, as a sender does that breaks off. */
    public static Answer breakOff(int port, byte[]... parts) throws IOException {
        return parse(exchange(port, true, parts));
    }

    /** Sends, and then says nothing more. */
    public static Answer fallSilent(int port, byte[]... parts) throws IOException {
        return parse(exchange(port, false, parts));
    }

    /** All that was answered, in one piece. */
    public static String everything(int port, byte[]... parts) throws IOException {
        return exchange(port, true, parts);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String exchange(int port, boolean close, byte[]... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            for (byte[] part : parts) {
                out.write(part);
            }
            out.flush();
            if (close) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Answer parse(String all) {
        int end = all.indexOf("\r\n\r\n");
        if (!all.startsWith("HTTP/1.1 ") || end < 0) {
            throw new AssertionError("No answer, but '" + all + "'");
        }
        String[] head = all.substring(0, end).split("\r\n", -1);
        int status = Integer.parseInt(head[0].substring(9, 12));
        if (status < 200) {
            return parse(all.substring(end + 4));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.put(
                    head[i].substring(0, colon), head[i].substring(colon + 1).strip());
        }
        return new Answer(status, headers, all.substring(end + 4));
    }
}
