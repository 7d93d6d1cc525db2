#include "tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace touchpoint::tidy {
namespace {

constexpr std::array kLeftOut = {"build", "node_modules", "dist", "pictures"};

bool is_binary(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

}  // namespace

Tree read_tree(const std::filesystem::path& top) {
  Tree tree;
  using Walk = std::filesystem::recursive_directory_iterator;
  for (Walk entry(top); entry != Walk(); ++entry) {
    const auto name = entry->path().filename().string();
    const bool left_out =
        name.starts_with('.') || std::ranges::find(kLeftOut, name) != kLeftOut.end();
    if (left_out && entry->is_directory()) entry.disable_recursion_pending();
    if (left_out || !entry->is_regular_file()) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (is_binary(text)) text.clear();
    tree.push_back(
        {std::filesystem::relative(entry->path(), top).generic_string(), std::move(text)});
  }
  std::ranges::sort(tree, {}, &File::path);
  return tree;
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_cpp(std::string_view path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace touchpoint::tidy
