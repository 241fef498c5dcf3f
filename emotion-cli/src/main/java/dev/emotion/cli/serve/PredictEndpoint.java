package dev.emotion.cli.serve;

import com.google.gson.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * {@code POST /api/predict}: an image in; its faces, a copy (annotated or not) or heat-maps out.
 *
 * @param service does the work
 * @param bodies what those of requests may take
 * @param maxPixels width times height of the largest image
 */
record PredictEndpoint(PredictionService service, BodyReader.Bounds bodies, long maxPixels)
    implements Endpoint {

  @Override
  public void answer(Request request, Response response, Callback callback) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    Uploads.checkType(type);
    Fields query = Request.extractQueryParameters(request);
    boolean annotated = "true".equals(query.getValue("annotated"));
    boolean decoded = "true".equals(query.getValue("decoded"));
    String explained = query.getValue("explain");
    int face = explained == null ? 0 : faceNumber(explained);
    CompletableFuture<Upload> upload =
        BodyReader.read(request, bodies).thenApply(body -> Uploads.take(type, body, maxPixels));
    CompletableFuture<Void> answered =
        annotated || decoded || explained != null
            ? upload
                .thenCompose(
                    image ->
                        annotated
                            ? service.annotate(image)
                            : decoded ? service.decode(image) : service.explain(image, face))
                .thenAccept(image -> image(response, callback, image))
            : upload
                .thenCompose(service::predict)
                .thenAccept(json -> json(response, callback, json));
    answered.exceptionally(
        failure -> {
          Responses.error(request, response, callback, EndpointHandler.fault(request, failure));
          return null;
        });
  }

  private static int faceNumber(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new HttpError(
          HttpStatus.BAD_REQUEST_400, "found explain=" + text + ", expected the number of a face");
    }
    return Integer.parseInt(text);
  }

  private static void json(Response response, Callback callback, JsonObject json) {
    Responses.json(response, callback, HttpStatus.OK_200, json);
  }

  private static void image(Response response, Callback callback, PredictionService.Image image) {
    Responses.bytes(response, callback, HttpStatus.OK_200, image.type(), image.content());
  }
}
