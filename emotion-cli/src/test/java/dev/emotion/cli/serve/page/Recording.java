package dev.emotion.cli.serve.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A video that the browser records of the page's sample picture: VP8 in WebM, and as browsers leave
 * them without a length in its head.
 */
final class Recording {
  private Recording() {}

  /**
   * Records.
   *
   * @param browser shows the page
   * @param file to write
   * @param face seconds with the face
   * @param nobody seconds without, behind them
   */
  static Path webm(Browser browser, Path file, double face, double nobody) throws IOException {
    browser.evaluate(
        """
        !!((face, all) => (async () => {
          const sample = await createImageBitmap(await (await fetch('/sample.jpg')).blob());
          const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 320 });
          const context = canvas.getContext('2d');
          const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' });
          recorder.addEventListener('dataavailable', async ({ data }) => {
            const bytes = new Uint8Array(await data.arrayBuffer());
            window.recorded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
          });
          const began = performance.now();
          const draw = () => {
            const time = (performance.now() - began) / 1000;
            context.fillStyle = '#8090a0';
            context.fillRect(0, 0, 320, 320);
            if (time < face) {
              context.drawImage(sample, 8 * Math.sin(3 * time) - 10, -10, 340, 340);
            }
            if (time < all) {
              setTimeout(draw, 40);
            } else {
              recorder.stop();
            }
          };
          window.recorded = null;
          draw();
          recorder.start();
        })())(arguments[0], arguments[1])
        """,
        face,
        face + nobody);
    browser.await("window.recorded");
    String base64 = browser.evaluate("window.recorded").getAsString();
    return Files.write(file, Base64.getDecoder().decode(base64));
  }
}
