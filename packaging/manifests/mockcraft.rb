# Homebrew: copy into the tap's Formula/.
class Mockcraft < Formula
  desc "Fake data for a terminal, a database or a web client, the same on every machine"
  homepage "https://github.com/$repository"
  version "$version"
  license "MIT"

  on_macos do
    on_arm do
      url "https://github.com/$repository/releases/download/v$version/mockcraft-darwin-arm64"
      sha256 "$darwin_arm64"
    end
    on_intel do
      url "https://github.com/$repository/releases/download/v$version/mockcraft-darwin-amd64"
      sha256 "$darwin_amd64"
    end
  end
  on_linux do
    on_arm do
      url "https://github.com/$repository/releases/download/v$version/mockcraft-linux-arm64"
      sha256 "$linux_arm64"
    end
    on_intel do
      url "https://github.com/$repository/releases/download/v$version/mockcraft-linux-amd64"
      sha256 "$linux_amd64"
    end
  end

  def install
    bin.install Dir["mockcraft-*"].first => "mockcraft"
    generate_completions_from_executable(bin/"mockcraft", "completion")
  end

  test do
    assert_equal "Rebecca", shell_output("#{bin}/mockcraft generate firstname --seed 1").strip
  end
end
