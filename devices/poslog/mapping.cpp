#include "devices/poslog/mapping.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "devices/poslog/decimal.hpp"

namespace touchpoint::devices {
namespace {

constexpr std::size_t kKeyPartMax = 60;  // bytes; four of them are an order's id
constexpr std::size_t kNameMax = 256;    // bytes of an article's name, a reason
constexpr std::size_t kSkuMax = 128;     // bytes
constexpr std::size_t kShownMax = 254;   // bytes; what the agent looks up
constexpr std::size_t kDateSize = 10;    // "2026-03-02"
constexpr std::string_view kData = "\"data\":{";
constexpr std::string_view kProfile = "\"profile\":\"";
constexpr std::string_view kSold = "touchpoint.order.completed";
constexpr std::string_view kBack = "touchpoint.order.refunded";

bool goes_on(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// One line of plain text: white space and control characters become single spaces, and what is too
// long ends between two characters.
std::string plain(std::string_view text, std::size_t max) {
  std::string line;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool c1 =
        c == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (c1) ++at;
    if (c1 || c <= 0x20 || c == 0x7f) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += text[at];
    }
  }
  if (line.size() > max) {
    line.resize(max + 1);
    while (!line.empty() && goes_on(line.back()))
      line.pop_back();
    if (!line.empty()) line.pop_back();
  }
  // The reader cuts by bytes: a character of which the end is missing goes.
  auto begin = line.size();
  while (begin > 0 && goes_on(line[begin - 1]))
    --begin;
  if (begin > 0 && !is_utf8(std::string_view(line).substr(begin - 1))) line.resize(begin - 1);
  return std::string(trimmed(line));
}

// Tills write the same number as 7 and as 0007.
std::string number_or_name(std::string_view text) {
  auto part = plain(text, kKeyPartMax + 1);
  if (std::ranges::all_of(part, is_digit)) {
    part.erase(0, std::min(part.find_first_not_of('0'), part.empty() ? 0 : part.size() - 1));
  }
  return part;
}

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  if (text.size() < kDateSize) return std::nullopt;
  const auto midnight = from_rfc3339(std::string(text.substr(0, kDateSize)) + "T00:00:00Z");
  if (!midnight || *midnight < WallTime{}) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*midnight);
}

TransactionKey tidy(const TransactionKey& key) {
  return {number_or_name(key.store), number_or_name(key.workstation),
          std::string(std::string_view(key.date).substr(0, kDateSize)),
          number_or_name(key.sequence)};
}

bool is_whole(const TransactionKey& key) {
  const auto fits = [](const std::string& part) {
    return !part.empty() && part.size() <= kKeyPartMax;
  };
  return fits(key.store) && fits(key.workstation) && fits(key.sequence) &&
         day_of(key.date).has_value();
}

// What a link leaves out is as in the transaction that it stands in.
std::optional<TransactionKey> linked(const std::optional<TransactionKey>& link,
                                     const TransactionKey& own) {
  if (!link || link->sequence.empty()) return std::nullopt;
  auto key = tidy(*link);
  if (key.store.empty()) key.store = own.store;
  if (key.workstation.empty()) key.workstation = own.workstation;
  if (key.date.empty()) key.date = own.date;
  if (!is_whole(key)) return std::nullopt;
  return key;
}

// Slashes, because digits with dashes between them may look like a payment card's number.
std::string order_id_of(const TransactionKey& key) {
  return key.store + "/" + key.workstation + "/" + key.date + "/" + key.sequence;
}

// A UUIDv7 of the business day and of a digest: no clock and no chance is in it.
Uuid id_of(const TransactionKey& key, std::string_view what) {
  std::string named = "touchpoint.poslog";
  for (const std::string_view part :
       {std::string_view(key.store), std::string_view(key.workstation), std::string_view(key.date),
        std::string_view(key.sequence), what}) {
    named.push_back('\0');
    named += part;
  }
  const auto digest = crypto::sha256(as_bytes(named));
  std::array<std::uint8_t, Uuid::kSize> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  const WallTime day = day_of(key.date).value_or(std::chrono::sys_days{});
  const auto ms = day.time_since_epoch().count();
  for (std::size_t i = 0; i < 6; ++i)
    bytes.at(i) = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x70U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
  return Uuid{bytes};
}

struct Goods {
  std::vector<std::string> products;  // JSON
  Decimal total;

  std::string list() const {
    std::string text = "[";
    for (const auto& product : products)
      text += (text.size() > 1 ? "," : "") + product;
    return text + "]";
  }
};

// A line's worth: what it says, or its price so often.
Decimal worth_of(const TransactionLine& line, std::optional<Decimal> quantity) {
  if (const auto extended = Decimal::parse(line.extended)) return *extended;
  auto price = Decimal::parse(line.sold_at);
  if (!price) price = Decimal::parse(line.marked);
  if (!price) return {};
  return price->times(quantity.value_or(*Decimal::parse("1"))).value_or(Decimal{});
}

std::string product_of(const TransactionLine& line, std::optional<Decimal> quantity,
                       Decimal worth) {
  auto sku = plain(line.scanned.empty() ? line.item : line.scanned, kSkuMax);
  auto name = plain(line.name, kNameMax);
  if (sku.empty() && name.empty()) return {};
  auto price = Decimal::parse(line.sold_at);
  if (!price && quantity) price = worth.absolute().divided_by(quantity->absolute());
  if (!price) price = Decimal::parse(line.marked);
  std::string json;
  const auto add = [&json](std::string_view member, const std::string& value) {
    json.append(json.empty() ? "{\"" : ",\"").append(member).append("\":").append(value);
  };
  if (!sku.empty()) add("sku", json_quoted(sku));
  if (!name.empty()) add("name", json_quoted(name));
  if (quantity) add("quantity", quantity->absolute().text());
  if (price) add("price", price->absolute().text());
  return json + "}";
}

void add_line(Goods& goods, const TransactionLine& line) {
  const auto quantity = Decimal::parse(line.quantity);
  const auto worth = worth_of(line, quantity);
  goods.total += line.returned || (quantity && quantity->is_negative()) ? worth.absolute() : worth;
  if (auto product = product_of(line, quantity, worth); !product.empty()) {
    goods.products.push_back(std::move(product));
  }
}

struct Contents {
  Goods sold;
  bool any_sold = false;
  struct Back {
    Goods goods;
    std::string reason;
  };
  std::map<std::string, Back> back;  // by the order that they are of
};

// Some tills write what was brought back as a sale of a negative number.
bool came_back(const TransactionLine& line) {
  const auto quantity = Decimal::parse(line.quantity);
  return line.returned || (quantity && quantity->is_negative());
}

Contents contents_of(const Transaction& transaction, const TransactionKey& key) {
  Contents contents;
  for (const auto& line : transaction.lines) {
    if (line.voided) continue;
    if (!came_back(line)) {
      contents.any_sold = true;
      add_line(contents.sold, line);
      continue;
    }
    const auto of = linked(line.bought_in, key);
    auto& back = contents.back[order_id_of(of.value_or(key))];
    add_line(back.goods, line);
    if (back.reason.empty()) {
      back.reason = plain(line.reason.empty() ? line.reason_code : line.reason, kNameMax);
    }
  }
  return contents;
}

// What the till says that all of it came to; net amounts are without the tax.
std::optional<Decimal> said_total(const Transaction& transaction) {
  const auto said = [&](std::string_view wanted) -> std::optional<Decimal> {
    const auto total = std::ranges::find(
        transaction.totals, wanted, [](const auto& each) { return std::string_view(each.first); });
    if (total == transaction.totals.end()) return std::nullopt;
    return Decimal::parse(total->second);
  };
  if (const auto grand = said("TransactionGrandAmount")) return grand;
  auto net = said("TransactionNetAmount");
  if (net) *net += said("TransactionTaxAmount").value_or(Decimal{});
  return net;
}

bool is_status(const Transaction& transaction, std::string_view beginning) {
  return transaction.status.starts_with(beginning);
}

bool is_no_sale(const Transaction& transaction) {
  if (!transaction.retail || transaction.training || transaction.cancelled) return true;
  // A sale that is suspended comes as one when it has been paid.
  return std::ranges::any_of(
      std::array<std::string_view, 7>{"Suspend", "Void", "Cancel", "InProcess", "Training", "Abort",
                                      "Failed"},
      [&](auto beginning) { return is_status(transaction, beginning); });
}

std::string currency_of(const Transaction& transaction, const MappingSettings& settings) {
  return transaction.currency.empty() ? settings.currency : plain(transaction.currency, kNameMax);
}

std::optional<Shown> shown_by(const Transaction& transaction, const MappingSettings& settings) {
  const auto as = [](std::string kind, const std::string& value) -> std::optional<Shown> {
    auto text = plain(value, kShownMax + 1);
    if (kind.empty() || text.empty() || text.size() > kShownMax) return std::nullopt;
    return Shown{std::move(kind), std::move(text)};
  };
  if (auto card = as("loyalty", transaction.loyalty)) return card;
  return as(settings.customer_id_kind, transaction.customer);
}

// Every event of a transaction has these two.
struct Frame {
  const TransactionKey& key;
  WallTime time;
  std::string staff;  // as the last members of `data`, or empty

  TillEvent event(std::string_view type, std::string_view what, std::string facts) const {
    return {id_of(key, what), std::string(type), time, std::move(facts) + staff};
  }
};

std::string order_member(const std::string& order_id) {
  return "\"order_id\":" + json_quoted(order_id);
}

std::string money_members(Decimal total, const std::string& currency) {
  if (total.is_negative()) total = {};
  return ",\"total\":" + total.text() + ",\"currency\":" + json_quoted(currency);
}

TillEvent voiding(const Frame& frame, const TransactionKey& voided) {
  return frame.event(kBack, "void",
                     order_member(order_id_of(voided)) + ",\"reason\":\"PostVoided\"");
}

}  // namespace

std::optional<WallTime> till_time(std::string_view text) {
  if (const auto time = from_rfc3339(text)) return time;
  // The same with a zone is what it would be in UTC: the digits are right, and which zone it is
  // only the C library knows.
  const auto digits = from_rfc3339(std::string(text) + "Z");
  if (!digits) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(*digits);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{*digits - day};
  std::tm parts{};
  parts.tm_year = static_cast<int>(date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  parts.tm_hour = static_cast<int>(time.hours().count());
  parts.tm_min = static_cast<int>(time.minutes().count());
  parts.tm_sec = static_cast<int>(time.seconds().count());
  parts.tm_isdst = -1;
  const auto seconds = std::mktime(&parts);
  return WallTime{std::chrono::seconds{seconds}} + time.subseconds();
}

std::string name_of(const Transaction& transaction) {
  const auto key = tidy(transaction.key);
  const auto part = [](const std::string& text) { return text.empty() ? "?" : plain(text, 60); };
  return "transaction " + part(key.sequence) + " of workstation " + part(key.workstation) + " on " +
         part(key.date);
}

Result<Mapped> map_transaction(const Transaction& transaction, const MappingSettings& settings) {
  Mapped mapped;
  if (is_no_sale(transaction)) return mapped;
  const auto key = tidy(transaction.key);
  if (!is_whole(key)) {
    return refused(
        "it must have a RetailStoreID, a WorkstationID, a SequenceNumber and a BusinessDayDate");
  }
  if (transaction.too_long) {
    return refused("it has more than " + std::to_string(kTransactionLinesMax) + " lines");
  }
  std::optional<WallTime> time;
  for (const auto* text : {&transaction.ended, &transaction.began, &transaction.receipt_at}) {
    if (!time) time = till_time(*text);
  }
  constexpr WallTime kBeyond{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};
  if (!time || *time < WallTime{} || *time >= kBeyond) {
    return refused("it has no EndDateTime, nor a BeginDateTime, that is a time");
  }
  const auto staff = plain(transaction.staff, limits::kSlugMax + 1);
  const bool named = !staff.empty() && staff.size() <= limits::kSlugMax;
  const Frame frame{key, *time, named ? ",\"staff\":" + json_quoted(staff) : std::string()};
  mapped.customer = shown_by(transaction, settings);

  if (is_status(transaction, "PostVoid")) {
    const auto voided = linked(transaction.link, key);
    if (!voided) return refused("it voids another, and does not say which");
    mapped.events.push_back(voiding(frame, *voided));
    return mapped;
  }
  const auto contents = contents_of(transaction, key);
  const auto currency = currency_of(transaction, settings);
  // The till's own total is that of all; where goods went both ways it is the difference.
  const bool one_way = contents.back.size() + (contents.any_sold ? 1 : 0) == 1;
  const auto said = one_way ? said_total(transaction) : std::nullopt;
  if (contents.any_sold) {
    mapped.events.push_back(
        frame.event(kSold, "sale",
                    order_member(order_id_of(key)) +
                        money_members(said.value_or(contents.sold.total), currency) +
                        ",\"products\":" + contents.sold.list()));
  }
  for (const auto& [order, back] : contents.back) {
    auto facts =
        order_member(order) + money_members(said.value_or(back.goods.total).absolute(), currency);
    if (!back.goods.products.empty()) facts += ",\"products\":" + back.goods.list();
    if (!back.reason.empty()) facts += ",\"reason\":" + json_quoted(back.reason);
    mapped.events.push_back(frame.event(kBack, "return " + order, std::move(facts)));
  }
  return mapped;
}

std::string to_json(const TillEvent& event, std::string_view profile) {
  std::string json = "{\"id\":\"" + event.id.text() + "\",\"type\":\"" + event.type +
                     "\",\"time\":\"" + to_rfc3339(event.time) + "\"," + std::string(kData);
  if (!profile.empty()) json.append(kProfile).append(profile).append("\",");
  return json + event.facts + "}}";
}

// Nothing in front of the facts can hold these words: an id, a type, a time.
std::string without_profile(std::string body) {
  const auto data = body.find(kData);
  if (data == std::string::npos) return body;
  const auto at = data + kData.size();
  if (body.compare(at, kProfile.size(), kProfile) != 0) return body;
  const auto end = body.find("\",", at + kProfile.size());
  if (end != std::string::npos) body.erase(at, end + 2 - at);
  return body;
}

}  // namespace touchpoint::devices
