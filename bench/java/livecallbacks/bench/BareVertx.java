package livecallbacks.bench;

import io.vertx.core.Vertx;

/** The ceiling: a Vert.x server that reads the body and answers 200. */
final class BareVertx {

    private BareVertx() {}

    /** Listens on the port given. */
    public static void main(String[] args) {
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"code\":0}")))
                .listen(Integer.parseInt(args[0]), "127.0.0.1");
    }
}
