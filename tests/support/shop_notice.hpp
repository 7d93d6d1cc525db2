// A privacy notice as a shop would write it (privacy/NOTICES.md).
#pragma once

#include <string_view>

namespace touchpoint::support {

inline constexpr std::string_view kShopNotice = R"({"version":"2026-01",
  "text":{"it":"Usiamo i Suoi dati.\nPoco.","en":"We use your data.\nA little."},
  "purposes":[
    {"purpose":"marketing","title":{"it":"Offerte","en":"Offers"},"text":{"it":"Per posta.","en":"By post."}},
    {"purpose":"profiling","title":{"it":"Proposte","en":"Ideas"},"text":{"it":"Su misura.","en":"For you."}}]})";

}  // namespace touchpoint::support
