package dev.emotion.cli.serve;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code POST /analyze}: as deepface's server answers, for programs made for that one.
 *
 * @param service does the work
 * @param bodies what those of requests may take
 * @param maxPixels width times height of the largest image
 */
record AnalyzeEndpoint(PredictionService service, BodyReader.Bounds bodies, long maxPixels)
    implements Endpoint {

  @Override
  public void answer(Request request, Response response, Callback callback) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    AnalyzeRequest.checkType(type);
    BodyReader.read(request, bodies)
        .thenCompose(body -> service.analyze(() -> AnalyzeRequest.read(type, body, maxPixels)))
        .thenAccept(json -> Responses.json(response, callback, HttpStatus.OK_200, json))
        .exceptionally(
            failure -> {
              Responses.error(request, response, callback, EndpointHandler.fault(request, failure));
              return null;
            });
  }
}
