// The project's files as values, so that rules can be asked about the real tree and about made-up
// ones alike.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::tidy {

struct File {
  std::string path;  // from the project's top: "agent/core/text.cpp"
  std::string text;  // empty for pictures and the like
};
using Tree = std::vector<File>;  // sorted by path

// Everything that is kept in version control: build products, downloads and dotfiles are left out.
Tree read_tree(const std::filesystem::path& top);

std::string_view folder_of(std::string_view path);  // "" at the top
bool is_cpp(std::string_view path);                 // .cpp, .hpp
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace touchpoint::tidy
