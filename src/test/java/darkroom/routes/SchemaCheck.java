package darkroom.routes;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Camel's schema of the YAML DSL: unknown steps, unknown keys, missing keys. */
final class SchemaCheck implements RouteCheck {
    private static final String SCHEMA = "/schema/camelYamlDsl.json";

    private final JsonSchema schema = schema();

    private static JsonSchema schema() {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(SCHEMA)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        for (RouteFile file : files) {
            schema.validate(file.tree()).forEach(m -> complaints.accept(file.complaint("", m.getMessage())));
        }
    }
}
