// What every benchmark needs: percentiles, medians over rounds, and one line of JSON per figure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/resource.h>

namespace touchpoint::bench {

using Stopwatch = std::chrono::steady_clock;

inline double microseconds_since(Stopwatch::time_point start) {
  return std::chrono::duration<double, std::micro>(Stopwatch::now() - start).count();
}

// Of this process and all of its threads: others on the machine change it little.
inline double processor_us() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(used.ru_utime) + us(used.ru_stime);
}

inline double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

inline double median(const std::vector<double>& values) {
  return percentile(values, 0.5);
}

// `limit` is what the raw library does in the same run; 0: there is none.
inline void print_figure(std::string_view name, double value, std::string_view unit, double limit,
                         const std::vector<std::pair<std::string, double>>& more = {}) {
  std::printf(R"({"name":"%s","value":%.3f,"unit":"%s","limit":%.3f,"ratio":%.3f)",
              std::string{name}.c_str(), value, std::string{unit}.c_str(), limit,
              limit > 0 ? value / limit : 0);
  for (const auto& [member, figure] : more)
    std::printf(R"(,"%s":%.3f)", member.c_str(), figure);
  std::puts("}");
  std::fflush(stdout);
}

}  // namespace touchpoint::bench
