# A Homebrew formula. PLACEHOLDERS: example.org is the release's address, each sha256 is in its SHA256SUMS.
class Emotion < Formula
  desc "Reads the emotion in human faces, on the command line"
  homepage "https://example.org/emotion"
  version "1.0.0"
  license "MIT"

  on_macos do
    on_arm do
      url "https://example.org/emotion/1.0.0/emotion-1.0.0-macosx-arm64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
    on_intel do
      url "https://example.org/emotion/1.0.0/emotion-1.0.0-macosx-x86_64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
  end
  on_linux do
    on_arm do
      url "https://example.org/emotion/1.0.0/emotion-1.0.0-linux-arm64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
    on_intel do
      url "https://example.org/emotion/1.0.0/emotion-1.0.0-linux-x86_64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
  end

  depends_on "openjdk@17"

  def install
    libexec.install Dir["*"]
    (bin/"emotion").write_env_script libexec/"bin/emotion", JAVA_HOME: Formula["openjdk@17"].opt_prefix
    bash_completion.install libexec/"completion/emotion-completion.sh" => "emotion"
  end

  test do
    assert_match "happy", shell_output("#{bin}/emotion predict --image #{libexec}/docs/sample/astronaut.png")
  end
end
