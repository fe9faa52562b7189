package livecallbacks.dev;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An S3 store on 127.0.0.1 whose objects are plain files: {@code <directory>/<bucket>/<key>}, byte for byte.
 *
 * <p>It is S3Proxy, running in this JVM but behind a class loader of its own, since its jar brings other versions of
 * the AWS SDK, of Jackson and of logging than the application has. It checks signatures (version 2 and 4) and honours
 * {@code If-None-Match: *} with 412; it knows no versions, tags or object locks. Clients have to use path-style
 * requests; any region will do.
 *
 * <p>User metadata, content type and ETag are extended attributes of the file. On a file system that has none, a put
 * still succeeds and keeps the bytes, but those are lost without an error: {@link #keepsMetadata} tells.
 */
public final class LocalS3 implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String ACCESS_KEY = "local-identity";
    private static final String SECRET_KEY = "local-credential";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?:[a-z0-9-]|\\.(?!\\.)){1,61}[a-z0-9]");

    private final Path directory;
    private final URLClassLoader classes;
    private final Object server;
    private final URI endpoint;

    private LocalS3(Path directory, URLClassLoader classes, Object server, URI endpoint) {
        this.directory = directory;
        this.classes = classes;
        this.server = server;
        this.endpoint = endpoint;
    }

    /**
     * Starts a store, which answers as soon as this returns. It starts again on the same directory with all that it
     * held before.
     *
     * @param s3proxyJar S3Proxy's jar-with-dependencies
     * @param directory where the buckets lie; made if missing
     * @param port 1 to 65535, or 0 for any free one
     * @throws IOException if the jar cannot be read, the directory cannot be made, or nobody can listen on the port
     */
    public static LocalS3 start(Path s3proxyJar, Path directory, int port) throws IOException {
        if (!Files.isReadable(s3proxyJar)) {
            throw new IOException("The local S3 needs S3Proxy's jar-with-dependencies at " + s3proxyJar.toAbsolutePath()
                    + ", but no readable file is there; the build puts it there.");
        }
        Path root = Files.createDirectories(directory).toAbsolutePath();
        URLClassLoader classes = new IsolatedClassLoader(s3proxyJar);
        try {
            Object server = within(classes, () -> startServer(classes, root, port));
            int boundPort = within(
                    classes, () -> (int) server.getClass().getMethod("getPort").invoke(server));
            return new LocalS3(root, classes, server, URI.create("http://" + HOST + ":" + boundPort));
        } catch (Exception e) {
            classes.close();
            throw new IOException("The local S3 cannot start on " + HOST + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:9000}. */
    public URI endpoint() {
        return endpoint;
    }

    /** The one access key that it takes; the same in every start. */
    public String accessKey() {
        return ACCESS_KEY;
    }

    /** The secret that belongs to {@link #accessKey}; the same in every start. */
    public String secretKey() {
        return SECRET_KEY;
    }

    /**
     * Makes a bucket. One that is there already stays as it is.
     *
     * @param name 3 to 63 lower-case letters, digits, hyphens and single dots, as AWS S3 has it
     * @throws IllegalArgumentException if that is no name for a bucket
     * @throws IOException if the directory cannot be made
     */
    public void createBucket(String name) throws IOException {
        if (!BUCKET.matcher(name).matches()) {
            throw new IllegalArgumentException("A bucket's name has 3 to 63 lower-case letters, digits, hyphens and"
                    + " single dots, and begins and ends with a letter or digit; this has not: " + name);
        }
        Files.createDirectories(directory.resolve(name));
    }

    /**
     * Whether the file system keeps user metadata and content types; see above.
     *
     * @throws IOException if no file can be written in the directory at all
     */
    public boolean keepsMetadata() throws IOException {
        // Beside the buckets and not in one, so that no listing ever shows it.
        Path probe = Files.createTempFile(directory, ".metadata-", ".probe");
        try {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class);
            return view != null && accepts(view);
        } finally {
            Files.delete(probe);
        }
    }

    /**
     * Stops at once, and lets requests that are under way fail. What was answered with 200 is on disk.
     *
     * @throws IOException if it does not stop
     */
    @Override
    public void close() throws IOException {
        try (URLClassLoader closedAfterwards = classes) {
            within(closedAfterwards, () -> server.getClass().getMethod("stop").invoke(server));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The local S3 at " + endpoint + " does not stop: " + e.getMessage(), e);
        }
    }

    private static Object startServer(ClassLoader classes, Path root, int port) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://" + HOST + ":" + port);
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", SECRET_KEY);
        properties.setProperty("jclouds.filesystem.basedir", root.toString());

        Object store = classes.loadClass("org.gaul.s3proxy.BlobStores")
                .getMethod("create", String.class, Properties.class)
                .invoke(null, "filesystem", properties);
        Class<?> builderType = classes.loadClass("org.gaul.s3proxy.S3Proxy$Builder");
        Object builder =
                builderType.getMethod("fromProperties", Properties.class).invoke(null, properties);
        builderType
                .getMethod("blobStore", classes.loadClass("org.gaul.s3proxy.blobstore.BlobStore"))
                .invoke(builder, store);
        // Otherwise an idle connection of a client's pool holds every stop for two seconds.
        builderType.getMethod("stopTimeout", long.class).invoke(builder, 0L);
        Object server = builderType.getMethod("build").invoke(builder);
        server.getClass().getMethod("start").invoke(server);
        return server;
    }

    /** S3Proxy finds its services and its logging through the thread's class loader, and its threads inherit it. */
    private static <T> T within(ClassLoader classes, Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Only an attempt tells: the file store's own answer is a guess for mounts that it does not know. */
    private static boolean accepts(UserDefinedFileAttributeView view) {
        try {
            view.write("user-metadata.probe", ByteBuffer.wrap("kept".getBytes(StandardCharsets.UTF_8)));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static final class IsolatedClassLoader extends URLClassLoader {

        private static final String LOGGING = "logback.xml";

        private final URL logging;

        IsolatedClassLoader(Path jar) throws MalformedURLException {
            super(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            URL quiet = LocalS3.class.getResource("s3proxy-logback.xml");
            if (quiet == null) {
                throw new IllegalStateException(
                        "livecallbacks/dev/s3proxy-logback.xml is missing from the application");
            }
            this.logging = quiet;
        }

        @Override
        public @Nullable URL getResource(String name) {
            return name.equals(LOGGING) ? logging : super.getResource(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            // Logback complains on standard output when it sees two of them.
            return name.equals(LOGGING) ? Collections.enumeration(List.of(logging)) : super.getResources(name);
        }
    }
}
