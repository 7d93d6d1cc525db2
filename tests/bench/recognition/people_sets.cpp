#include "bench/recognition/people_sets.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

#include "core/text.hpp"
#include "support/open_data.hpp"

namespace touchpoint::bench {
namespace {

namespace fs = std::filesystem;
using Row = std::map<std::string, std::string>;

std::string unpacking(const fs::path& file) {
  const auto quoted = "'" + file.string() + "'";
  if (file.extension() == ".zst") return "zstd -dcq < " + quoted;
  if (file.extension() == ".gz") return "gzip -dc < " + quoted;
  return "cat < " + quoted;
}

// "19720702" -> "1972-07-02".
std::string dashed(const std::string& date) {
  return date.size() == 8 ? date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6)
                          : date;
}

// The sets with phones are Australian: "04 60632518".
std::vector<std::string> australian(const std::string& written) {
  std::string digits;
  for (const char c : written)
    if (c >= '0' && c <= '9') digits.push_back(c);
  if (digits.size() < 6) return {};
  return {"+61" + (digits.front() == '0' ? digits.substr(1) : digits)};
}

// "rec-12-dup-0" and "rec-12-org" are person 12; "33461" is person 3346.
std::string febrl_person(const std::string& id) {
  if (!id.starts_with("rec-")) return id.substr(0, id.size() - 1);
  return id.substr(4, id.find('-', 4) - 4);
}

Record febrl(Row& row) {
  const auto& id = row["rec_id"];
  return {.person = febrl_person(id),
          .original = id.ends_with("-org") || (!id.starts_with("rec-") && id.ends_with('0')),
          .facts = {.given_name = row["given_name"],
                    .family_name = row["surname"],
                    .birth_date = dashed(row["date_of_birth"]),
                    .postal_code = row["postcode"],
                    .phones = australian(row["phone_number"])},
          .form = {}};
}

// The whole name holds second given names, which the first name alone does not.
std::string given_of(const Row& row, const std::string& first, const std::string& family) {
  const auto whole = row.find("full_name");
  if (whole == row.end() || whole->second.empty()) return first;
  const auto& name = whole->second;
  if (family.empty() || !name.ends_with(family)) return first.empty() ? name : first;
  const auto given = trimmed(std::string_view(name).substr(0, name.size() - family.size()));
  return given.empty() ? first : std::string(given);
}

Record clustered(Row& row) {
  return {.person = row["cluster"],
          .original = false,
          .facts = {.given_name = given_of(row, row["first_name"], row["surname"]),
                    .family_name = row["surname"],
                    .birth_date = row["dob"],
                    .postal_code = row["postcode_fake"],
                    .phones = {}},
          .form = {}};
}

enum class Form { none, febrl, clustered };

Form form_of(const std::vector<std::string>& columns) {
  const auto has = [&](const char* name) {
    return std::ranges::find(columns, name) != columns.end();
  };
  if (has("rec_id") && has("surname") && has("date_of_birth")) return Form::febrl;
  if (has("cluster") && has("surname") && has("dob")) return Form::clustered;
  return Form::none;
}

std::vector<std::string> cells_of(const std::string& line) {
  auto cells = support::csv_fields(line);
  for (auto& cell : cells)
    cell = std::string(trimmed(cell));
  return cells;
}

std::vector<Record> read_records(const fs::path& file) {
  Lines lines{file};
  std::string line;
  std::vector<Record> records;
  if (!lines.next(line)) return records;
  const auto columns = cells_of(line);
  const auto form = form_of(columns);
  while (form != Form::none && lines.next(line)) {
    const auto cells = cells_of(line);
    Row row;
    for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i)
      row[columns[i]] = cells[i];
    auto record = form == Form::febrl ? febrl(row) : clustered(row);
    record.form = recognition::person_of(record.facts);
    if (!record.person.empty()) records.push_back(std::move(record));
  }
  return records;
}

// Two files that belong together: "dataset4a" with "dataset4b", "…_D_org_…" with "…_D_dup_…".
std::string set_name(const fs::path& file) {
  auto name = file.filename().string();
  name.resize(name.find(".csv"));
  for (const std::string part : {"_org", "_dup"}) {
    const auto at = name.find(part);
    if (at != std::string::npos) name.erase(at, part.size());
  }
  const bool half = name.size() > 1 && (name.back() == 'a' || name.back() == 'b') &&
                    name[name.size() - 2] >= '0' && name[name.size() - 2] <= '9';
  if (half) name.pop_back();
  return name;
}

}  // namespace

Lines::Lines(const fs::path& file) : stream_(::popen(unpacking(file).c_str(), "r")) {}

Lines::~Lines() {
  if (stream_ != nullptr) ::pclose(stream_);
}

bool Lines::next(std::string& line) {
  line.clear();
  if (stream_ == nullptr) return false;
  for (int c = std::getc(stream_); c != EOF; c = std::getc(stream_)) {
    if (c == '\n') return true;
    if (c != '\r') line.push_back(static_cast<char>(c));
  }
  return !line.empty();
}

std::vector<PeopleSet> read_people_sets(const fs::path& folder) {
  std::map<std::string, std::vector<fs::path>> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.find(".csv") != std::string::npos)
      files[set_name(entry.path())].push_back(entry.path());
  }
  std::vector<PeopleSet> sets;
  for (auto& [name, parts] : files) {
    std::ranges::sort(parts);
    PeopleSet set{.name = name, .family = {}, .records = {}};
    for (const auto& file : parts) {
      auto records = read_records(file);
      std::ranges::move(records, std::back_inserter(set.records));
    }
    if (set.records.empty()) continue;
    std::stable_partition(set.records.begin(), set.records.end(),
                          [](const Record& record) { return record.original; });
    set.family = name.starts_with("dataset") ? "febrl" : name.substr(0, name.find('_'));
    for (const auto& record : set.records) {
      set.with_phone = set.with_phone || !record.facts.phones.empty();
      set.with_postal_code = set.with_postal_code || !record.facts.postal_code.empty();
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace touchpoint::bench
