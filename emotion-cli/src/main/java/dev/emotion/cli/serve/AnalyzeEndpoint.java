package dev.emotion.cli.serve;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code POST /analyze}: as deepface's server answers, for programs made for that one. */
final class AnalyzeEndpoint implements Endpoint {
  private final PredictionService service;
  private final UploadMemory memory;
  private final int maxUpload;
  private final Limits limits;

  /**
   * The endpoint.
   *
   * @param service does the work
   * @param memory holds the bodies
   * @param maxUpload bytes of the largest body
   * @param limits of time and pixels
   */
  AnalyzeEndpoint(PredictionService service, UploadMemory memory, int maxUpload, Limits limits) {
    this.service = service;
    this.memory = memory;
    this.maxUpload = maxUpload;
    this.limits = limits;
  }

  @Override
  public void answer(Request request, Response response, Callback callback) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    AnalyzeRequest.checkType(type);
    BodyReader.read(request, maxUpload, memory, limits.body())
        .thenCompose(
            body -> service.analyze(() -> AnalyzeRequest.read(type, body, limits.pixels())))
        .thenAccept(json -> Responses.json(response, callback, HttpStatus.OK_200, json))
        .exceptionally(
            failure -> {
              Responses.error(request, response, callback, EndpointHandler.fault(request, failure));
              return null;
            });
  }
}
