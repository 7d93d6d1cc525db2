#include "ctl/doctor/finding.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace touchpoint::ctl {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::well:
      return "well";
    case Verdict::attention:
      return "attention";
    case Verdict::wrong:
      return "wrong";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}

bool is_anything_wrong(const Findings& findings) {
  return std::ranges::find(findings, Verdict::wrong, &Finding::verdict) != findings.end();
}

std::string to_json(const Findings& findings) {
  std::string list;
  for (const auto& finding : findings) {
    list += (list.empty() ? "" : ",") + std::string("{\"check\":") + json_quoted(finding.check) +
            ",\"title\":" + json_quoted(finding.title) +
            ",\"verdict\":" + json_quoted(to_text(finding.verdict)) +
            ",\"found\":" + json_quoted(finding.found) +
            ",\"advice\":" + json_quoted(finding.advice) + "}";
  }
  return std::string("{\"wrong\":") + (is_anything_wrong(findings) ? "true" : "false") +
         ",\"findings\":[" + list + "]}";
}

}  // namespace touchpoint::ctl
