package darkroom.devservices.clickhouse;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * One statement of a request, taken apart from its data.
 *
 * @param sql the statement; of an INSERT with data the part before FORMAT or VALUES
 * @param format the data's format for an INSERT with data, else the format that the statement itself names, if any
 * @param data what is to be inserted, read while it arrives; null when the statement takes no data
 */
record Query(byte[] sql, Optional<String> format, InputStream data) {
    /** An INSERT whose data begins later than this is none of ours; other statements are far shorter. */
    private static final int PEEK = 1 << 20;

    /**
     * Reads a statement from the URL's {@code query}, the body, or both: then the body is the statement's data or its end.
     *
     * @throws ServerError when it may not be asked: see {@link Statement#check}
     */
    static Query read(byte[] fromUrl, InputStream body) throws IOException {
        Optional<InsertStatement> insert = InsertStatement.find(fromUrl, fromUrl.length);
        byte[] head = fromUrl;
        if (insert.isEmpty()) {
            head = Arrays.copyOf(fromUrl, fromUrl.length + PEEK);
            head = Arrays.copyOf(head, fromUrl.length + body.readNBytes(head, fromUrl.length, PEEK));
            insert = InsertStatement.find(head, head.length);
        }
        if (insert.isEmpty()) {
            if (head.length - fromUrl.length == PEEK) {
                throw ServerError.syntax("Max query size exceeded: a statement has at most 1 MiB.");
            }
            return new Query(head, Statement.check(head, head.length), null);
        }
        InsertStatement split = insert.get();
        Statement.check(head, split.prefixEnd());
        InputStream inline = new ByteArrayInputStream(head, split.dataStart(), head.length - split.dataStart());
        return new Query(
                Arrays.copyOf(head, split.prefixEnd()),
                Optional.of(split.format()),
                new SequenceInputStream(inline, keptOpen(body)));
    }

    /** A sequence closes what it has read to the end, but an error is answered only after the body was drained. */
    private static InputStream keptOpen(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public void close() {}
        };
    }

    boolean isInsert() {
        return data != null;
    }

    /**
     * Runs it.
     *
     * @param fallback the format of the answer where the statement names none
     */
    ChdbResult run(ChdbConnection connection, String fallback, UrlParameters url) throws IOException {
        return isInsert()
                ? connection.insert(sql, format.orElseThrow(), url.placeholders(), data)
                : connection.query(sql, fallback, url.placeholders());
    }
}
