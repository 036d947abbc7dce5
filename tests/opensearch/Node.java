import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;

/** One OpenSearch node with the modules the project needs, told by "name=value" arguments.
 *  It ends when its standard input does: with the last process that holds the other end. */
public class Node {
    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String each : arguments) {
            String[] pair = each.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Settings told = settings.build();
        var environment = InternalSettingsPreparer.prepareEnvironment(
            told, Map.of(), Path.of(told.get("path.home"), "config"), () -> told.get("node.name"));
        var node = new OpenSearchRunnerNode(environment, List.of(
            org.opensearch.analysis.common.CommonAnalysisPlugin.class,
            org.opensearch.painless.PainlessPlugin.class,
            org.opensearch.index.mapper.MapperExtrasPlugin.class,
            org.opensearch.index.reindex.ReindexPlugin.class,
            org.opensearch.transport.Netty4Plugin.class));
        node.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try { node.close(); } catch (Exception error) { error.printStackTrace(); }
        }));
        System.in.readAllBytes();
        System.exit(0);
    }
}
