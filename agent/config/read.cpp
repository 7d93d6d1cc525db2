#include <algorithm>

#include <toml++/toml.h>

#include "config/file.hpp"
#include "config/schema.hpp"
#include "core/text.hpp"

namespace touchpoint::config {
namespace {

// A key's dots nest tables, and the parser walks them recursively: a line bounds their number.
constexpr std::size_t kLineMax = 4 * 1024;  // bytes

// What is wrong where. Of several complaints the one that stands first in the file is told.
struct Complaint {
  toml::source_position at;
  std::string sentence;
};

std::string in_quotes(std::string_view text) {
  // A key may hold anything between quotes; a message goes to a terminal.
  return has_control_characters(text) ? "\"…\"" : "\"" + std::string(text) + "\"";
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a section";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::floating_point:
      return "a decimal number";
    case toml::node_type::string:
    case toml::node_type::integer:
    case toml::node_type::boolean:
    case toml::node_type::none:
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      break;
  }
  return "a date or a time";
}

// nullopt: no key takes a value like this one.
std::optional<Written> written_from(const toml::node& node) {
  if (const auto* text = node.as_string()) return Written(text->get());
  if (const auto* number = node.as_integer()) return Written(number->get());
  if (const auto* flag = node.as_boolean()) return Written(flag->get());
  const auto* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  Texts texts;
  for (const auto& entry : *list) {
    if (!entry.is_string()) return std::nullopt;
    texts.push_back(entry.as_string()->get());
  }
  return Written(std::move(texts));
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known,
                         std::string_view before, std::string_view after) {
  const auto near = nearest(word, known);
  if (!near) return {};
  return "; did you mean " + std::string(before) + std::string(*near) + std::string(after) + "?";
}

class Reader {
 public:
  explicit Reader(const Schema& schema) : schema_(schema) {}
  // Reads what the hub gives; the keys in `kept` are looked at and left as they are.
  Reader(const Schema& schema, const Places& kept) : schema_(schema), kept_(&kept) {}

  void read(const toml::table& file) {
    for (const auto& [name, node] : file)
      read_section(name, node);
  }
  const std::optional<Complaint>& first() const { return first_; }
  Places take_places() { return std::move(places_); }

 private:
  void complain(toml::source_position at, std::string sentence) {
    const auto before = [](const toml::source_position& left, const toml::source_position& right) {
      return std::pair(left.line, left.column) < std::pair(right.line, right.column);
    };
    if (!first_ || before(at, first_->at)) first_ = {at, std::move(sentence)};
  }

  void read_section(const toml::key& name, const toml::node& node) {
    const auto section = std::ranges::find(schema_.sections, name.str(), &Section::name);
    if (section == schema_.sections.end()) {
      return complain(name.source().begin, unknown_at_the_top(name.str(), node));
    }
    const auto* table = node.as_table();
    if (table == nullptr) {
      return complain(node.source().begin,
                      in_quotes(name.str()) + " must be a section: [" + section->name + "]");
    }
    for (const auto& [key_name, value] : *table)
      read_key(*section, key_name, value);
  }

  void read_key(const Section& section, const toml::key& name, const toml::node& node) {
    const auto key = std::ranges::find(section.keys, name.str(), &Key::name);
    const auto where = " in [" + section.name + "]";
    if (key == section.keys.end()) {
      return complain(name.source().begin, unknown(section, name.str()));
    }
    if (kept_ != nullptr && key->central == Central::never) {
      return complain(
          name.source().begin,
          in_quotes(key->name) + where + " cannot be given by the hub: " + section.local_because);
    }
    const auto written = written_from(node);
    const auto named = in_quotes(key->name) + where + " ";
    if (!written) {
      const auto example = as_toml(key->example ? *key->example : key->fallback.value_or(""));
      return complain(node.source().begin, named + "must look like " + example + ", not be " +
                                               std::string(kind_of(node)));
    }
    const auto before = written_of(key->target);
    const auto landed = land(*written, key->target);
    if (!landed) return complain(node.source().begin, named + landed.error().sentence());
    const auto& begin = name.source().begin;
    const auto full_name = section.name + "." + key->name;
    places_[full_name] = {begin.line, begin.column};
    auto wrong = key->check ? key->check(key->target) : std::string();
    if (wrong.empty() && kept_ != nullptr && key->central_check) {
      wrong = key->central_check(key->target);
    }
    if (!wrong.empty()) return complain(node.source().begin, named + wrong);
    if (kept_ == nullptr || !kept_->contains(full_name)) return;
    const auto restored = land(before, key->target);  // it has been there before
    if (!restored) complain(node.source().begin, named + restored.error().sentence());
  }

  std::string unknown(const Section& section, std::string_view name) const {
    std::vector<std::string_view> known;
    for (const auto& key : section.keys)
      known.push_back(key.name);
    const auto where = " in [" + section.name + "]";
    const auto hint = did_you_mean(name, known, "\"", "\"");
    return "unknown key " + in_quotes(name) + where + (hint.empty() ? elsewhere(name) : hint);
  }

  std::string unknown_at_the_top(std::string_view name, const toml::node& node) const {
    if (!node.is_table()) {
      return in_quotes(name) + " stands outside of every section" + elsewhere(name);
    }
    std::vector<std::string_view> known;
    for (const auto& section : schema_.sections)
      known.push_back(section.name);
    return "unknown section [" + std::string(name) + "]" + did_you_mean(name, known, "[", "]");
  }

  // "; it belongs in [device]", when another section has a key of that name.
  std::string elsewhere(std::string_view name) const {
    for (const auto& section : schema_.sections) {
      if (std::ranges::find(section.keys, name, &Key::name) != section.keys.end()) {
        return "; it belongs in [" + section.name + "]";
      }
    }
    return {};
  }

  const Schema& schema_;
  const Places* kept_ = nullptr;
  Places places_;
  std::optional<Complaint> first_;
};

Error at(const std::filesystem::path& file, const toml::source_position& position,
         std::string_view sentence) {
  return misconfigured(file.string() + ":" + std::to_string(position.line) + ":" +
                       std::to_string(position.column) + ": " + std::string(sentence));
}

// What the parser must not be given at all.
Result<void> check_text(const std::filesystem::path& file, std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return at(file, {1, 1}, "the file is UTF-16; save it as UTF-8");
  }
  toml::source_index number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    if (!is_utf8(line)) return at(file, {number, 1}, "the line is not UTF-8");
    if (line.size() > kLineMax) return at(file, {number, 1}, "the line is longer than 4096 bytes");
    begin = end + 1;
  }
  return success();
}

Result<toml::table> parse(const std::filesystem::path& file, std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return at(file, error.source().begin, error.description());
  }
}

Error missing(const std::filesystem::path& file, const Section& section, const Key& key,
              bool empty) {
  return misconfigured(file.string() + ": " + (empty ? "the file is empty; " : "") +
                       in_quotes(key.name) + " in [" + section.name +
                       "] must be set, for example " + key.name + " = " +
                       as_toml(key.example.value_or("")));
}

}  // namespace

Result<void> read_config(const Schema& schema, const std::filesystem::path& file) {
  TP_CHECK(read_places(schema, file));
  return success();
}

Result<Places> read_places(const Schema& schema, const std::filesystem::path& file) {
  TP_TRY(const auto text, read_small_file(file, kConfigFileMax));
  return read_places(schema, file, text);
}

Result<Places> lay_over(const Schema& schema, const std::filesystem::path& name,
                        std::string_view text, const Places& kept) {
  if (text.size() > kConfigFileMax) {
    return misconfigured(name.string() + ": longer than " + std::to_string(kConfigFileMax) +
                         " bytes");
  }
  TP_CHECK(check_text(name, text));
  TP_TRY(const auto table, parse(name, text));
  Reader reader(schema, kept);
  reader.read(table);
  if (reader.first()) return at(name, reader.first()->at, reader.first()->sentence);
  return reader.take_places();
}

Result<Places> read_places(const Schema& schema, const std::filesystem::path& file,
                           std::string_view text) {
  TP_CHECK(check_text(file, text));
  TP_TRY(const auto table, parse(file, text));

  for (const auto& section : schema.sections) {
    for (const auto& key : section.keys) {
      if (key.fallback) {
        TP_CHECK(land(*key.fallback, key.target));
      }
    }
  }
  Reader reader(schema);
  reader.read(table);
  if (reader.first()) return at(file, reader.first()->at, reader.first()->sentence);
  for (const auto& section : schema.sections) {
    const auto* given = table[section.name].as_table();
    for (const auto& key : section.keys) {
      const bool absent = given == nullptr || !given->contains(key.name);
      if (!key.fallback && absent) return missing(file, section, key, trimmed(text).empty());
    }
  }
  return reader.take_places();
}

}  // namespace touchpoint::config
