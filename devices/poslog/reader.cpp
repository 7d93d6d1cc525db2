#include "devices/poslog/reader.hpp"

#include <algorithm>
#include <array>

#include <expat.h>

#include "core/text.hpp"
#include "devices/poslog/encodings.hpp"

namespace touchpoint::devices {
namespace {

constexpr std::size_t kDepthMax = 64;       // levels; POSLog needs a dozen
constexpr std::size_t kTextMax = 4 * 1024;  // bytes of one element; what is longer is cut
constexpr std::size_t kTotalsMax = 64;      // of one transaction
constexpr int kPartMax = 1 << 20;           // bytes; expat counts in int
constexpr XML_Char kSeparator = '\n';       // between a namespace and a name; stands in neither

// Where an element stands, as far as it matters.
enum class Place {
  elsewhere,
  document,
  transaction,
  business_unit,
  retail,
  line,
  article,
  identity,
  customer,
  loyalty,
  program,
  link,
  leaf,
};

struct Open {
  Place place{};
  std::string* text = nullptr;     // where its text goes
  TransactionKey* link = nullptr;  // of a link
};

// The first one counts: extensions repeat what they extend.
std::string* into(std::string& text) {
  return text.empty() ? &text : nullptr;
}

bool is_true(std::string_view flag) {
  return flag == "true" || flag == "1";
}

bool is_sale(std::string_view name) {
  return name == "Sale" || name == "SaleForDelivery" || name == "SaleForPickup";
}
bool is_return(std::string_view name) {
  return name == "Return" || name == "ReturnForDelivery" || name == "ReturnForPickup";
}

std::string_view attribute(const XML_Char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (name == attributes[0]) return attributes[1];
  }
  return {};
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

struct PoslogReader::State {
  explicit State(std::move_only_function<void(Transaction)> takes)
      : parser(XML_ParserCreateNS(nullptr, kSeparator)), take(std::move(takes)) {}

  void begin(std::string_view name, const XML_Char** attributes);
  void end();
  void text(std::string_view part);
  void fail(std::string sentence) {
    if (problem.empty()) problem = std::move(sentence);
    XML_StopParser(parser.get(), XML_FALSE);
  }
  Result<void> parse(std::string_view part, bool last);
  std::string here(std::string_view sentence) const {
    return "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
           std::string(sentence);
  }

  Open below(const Open& above, std::string_view name, const XML_Char** attributes);
  Open below_document(std::string_view name);
  Open below_transaction(std::string_view name, const XML_Char** attributes);
  Open below_retail(std::string_view name, const XML_Char** attributes);
  Open below_article(std::string_view name);
  Open below_link(TransactionKey& key, std::string_view name);
  void end_line();
  void end_transaction();

  std::unique_ptr<XML_ParserStruct, FreeParser> parser;
  std::move_only_function<void(Transaction)> take;
  std::vector<Open> open;
  std::string home;       // the root's namespace
  TransactionKey common;  // what a document says for all of its transactions
  Transaction transaction;
  TransactionLine line;
  bool line_has_goods = false;
  std::string problem;
  bool over = false;
};

Open PoslogReader::State::below(const Open& above, std::string_view name,
                                const XML_Char** attributes) {
  switch (above.place) {
    case Place::document:
      return below_document(name);
    case Place::transaction:
      return below_transaction(name, attributes);
    case Place::business_unit:
      if (name == "UnitID") return {Place::leaf, into(transaction.key.store)};
      break;
    case Place::retail:
      return below_retail(name, attributes);
    case Place::line:
      if (!is_sale(name) && !is_return(name)) break;
      line_has_goods = true;
      line.returned = is_return(name);
      return {Place::article};
    case Place::article:
      return below_article(name);
    case Place::identity:
      if (name == "POSItemID") return {Place::leaf, into(line.scanned)};
      break;
    case Place::customer:
      if (name == "CustomerID") return {Place::leaf, into(transaction.customer)};
      break;
    case Place::loyalty:
      if (name == "LoyaltyProgram") return {Place::program};
      if (name == "CustomerID") return {Place::leaf, into(transaction.customer)};
      [[fallthrough]];
    case Place::program:
      if (name == "LoyaltyAccountID") return {Place::leaf, into(transaction.loyalty)};
      break;
    case Place::link:
      return below_link(*above.link, name);
    case Place::elsewhere:
    case Place::leaf:
      break;
  }
  return {};
}

Open PoslogReader::State::below_document(std::string_view name) {
  if (name == "Transaction") return {Place::transaction};
  if (name == "RetailStoreID") return {Place::leaf, into(common.store)};
  if (name == "BusinessDayDate") return {Place::leaf, into(common.date)};
  return {};
}

Open PoslogReader::State::below_transaction(std::string_view name, const XML_Char** attributes) {
  auto& t = transaction;
  if (name == "RetailStoreID") return {Place::leaf, into(t.key.store)};
  if (name == "BusinessUnit") return {Place::business_unit};
  if (name == "WorkstationID") return {Place::leaf, into(t.key.workstation)};
  if (name == "SequenceNumber") return {Place::leaf, into(t.key.sequence)};
  if (name == "BusinessDayDate") return {Place::leaf, into(t.key.date)};
  if (name == "BeginDateTime") return {Place::leaf, into(t.began)};
  if (name == "EndDateTime") return {Place::leaf, into(t.ended)};
  if (name == "OperatorID") return {Place::leaf, into(t.staff)};
  if (name == "CurrencyCode") return {Place::leaf, into(t.currency)};
  if (name != "RetailTransaction") return {};
  t.retail = true;
  if (t.status.empty()) t.status = attribute(attributes, "TransactionStatus");
  return {Place::retail};
}

Open PoslogReader::State::below_retail(std::string_view name, const XML_Char** attributes) {
  auto& t = transaction;
  if (name == "LineItem") {
    line = {};
    line_has_goods = false;
    line.voided =
        is_true(attribute(attributes, "VoidFlag")) || is_true(attribute(attributes, "CancelFlag"));
    return {Place::line};
  }
  if (name == "Total" && t.totals.size() < kTotalsMax) {
    auto& total = t.totals.emplace_back(attribute(attributes, "TotalType"), "");
    return {Place::leaf, &total.second};
  }
  if (name == "ReceiptDateTime") return {Place::leaf, into(t.receipt_at)};
  if (name == "TransactionStatus") return {Place::leaf, into(t.status)};
  if (name == "Customer") return {Place::customer};
  if (name == "LoyaltyAccount") return {Place::loyalty};
  if (name == "TransactionLink" && !t.link) return {Place::link, nullptr, &t.link.emplace()};
  return {};
}

Open PoslogReader::State::below_article(std::string_view name) {
  if (name == "POSIdentity") return {Place::identity};
  if (name == "POSItemID") return {Place::leaf, into(line.scanned)};
  if (name == "ItemID") return {Place::leaf, into(line.item)};
  if (name == "Description") return {Place::leaf, into(line.name)};
  if (name == "Quantity") return {Place::leaf, into(line.quantity)};
  if (name == "ActualSalesUnitPrice") return {Place::leaf, into(line.sold_at)};
  if (name == "RegularSalesUnitPrice") return {Place::leaf, into(line.marked)};
  if (name == "ExtendedAmount") return {Place::leaf, into(line.extended)};
  if (name == "Reason") return {Place::leaf, into(line.reason)};
  if (name == "ReasonCode") return {Place::leaf, into(line.reason_code)};
  if (name == "TransactionLink" && line.returned && !line.bought_in) {
    return {Place::link, nullptr, &line.bought_in.emplace()};
  }
  return {};
}

Open PoslogReader::State::below_link(TransactionKey& key, std::string_view name) {
  if (name == "RetailStoreID" || name == "UnitID") return {Place::leaf, into(key.store)};
  if (name == "BusinessUnit") return {Place::link, nullptr, &key};
  if (name == "WorkstationID") return {Place::leaf, into(key.workstation)};
  if (name == "SequenceNumber") return {Place::leaf, into(key.sequence)};
  if (name == "BusinessDayDate") return {Place::leaf, into(key.date)};
  return {};
}

void PoslogReader::State::begin(std::string_view name, const XML_Char** attributes) {
  if (open.size() == kDepthMax) return fail(here("its elements are nested too deeply"));
  const auto cut = name.find(kSeparator);
  const auto space = cut == std::string_view::npos ? std::string_view{} : name.substr(0, cut);
  if (cut != std::string_view::npos) name.remove_prefix(cut + 1);
  Open next;
  if (open.empty()) {
    home = space;
    if (name != "POSLog" && name != "Transaction") {
      return fail(here("this is no POSLog: its root element is another"));
    }
    next.place = name == "POSLog" ? Place::document : Place::transaction;
  } else if (space == home) {
    next = below(open.back(), name, attributes);
  }
  if (next.place == Place::transaction) {
    transaction = {};
    transaction.training = is_true(attribute(attributes, "TrainingModeFlag"));
    transaction.cancelled = is_true(attribute(attributes, "CancelFlag"));
  }
  open.push_back(next);
}

void PoslogReader::State::end() {
  if (!problem.empty()) return;  // expat ends what it has begun, even when it was told to stop
  const auto ended = open.back();
  open.pop_back();
  if (ended.text != nullptr) *ended.text = trimmed(*ended.text);
  if (ended.place == Place::line) end_line();
  if (ended.place == Place::transaction) end_transaction();
}

void PoslogReader::State::end_line() {
  if (!line_has_goods) return;
  if (transaction.lines.size() == kTransactionLinesMax) {
    transaction.too_long = true;
  } else {
    transaction.lines.push_back(std::move(line));
  }
}

void PoslogReader::State::end_transaction() {
  auto& key = transaction.key;
  if (key.store.empty()) key.store = common.store;
  if (key.date.empty()) key.date = common.date;
  take(std::exchange(transaction, {}));
}

void PoslogReader::State::text(std::string_view part) {
  if (open.empty() || open.back().text == nullptr) return;
  auto& all = *open.back().text;
  all.append(part.substr(0, kTextMax - std::min(all.size(), kTextMax)));
}

Result<void> PoslogReader::State::parse(std::string_view part, bool last) {
  if (over) return refused(problem.empty() ? "it was read to its end" : problem);
  const auto done = XML_Parse(parser.get(), part.data(), static_cast<int>(part.size()),
                              last ? XML_TRUE : XML_FALSE);
  if (done == XML_STATUS_OK) return success();
  over = true;
  const auto code = XML_GetErrorCode(parser.get());
  const bool cut = last && problem.empty() &&
                   (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                    code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION);
  if (problem.empty()) problem = here("this is no well-formed XML");
  if (cut) return retry_later("it ends in the middle");
  return refused(problem);
}

PoslogReader::PoslogReader(std::move_only_function<void(Transaction)> take)
    : state_(std::make_unique<State>(std::move(take))) {
  auto* parser = state_->parser.get();
  XML_SetUserData(parser, state_.get());
  XML_SetElementHandler(
      parser,
      [](void* state, const XML_Char* name, const XML_Char** attributes) {
        static_cast<State*>(state)->begin(name, attributes);
      },
      [](void* state, const XML_Char*) { static_cast<State*>(state)->end(); });
  XML_SetCharacterDataHandler(parser, [](void* state, const XML_Char* text, int length) {
    static_cast<State*>(state)->text({text, static_cast<std::size_t>(length)});
  });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* state, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        auto& reading = *static_cast<State*>(state);
        reading.fail(reading.here("a document type declaration is not read"));
      });
  XML_SetUnknownEncodingHandler(
      parser,
      [](void*, const XML_Char* name, XML_Encoding* encoding) -> int {
        encoding->data = nullptr;
        encoding->convert = nullptr;
        encoding->release = nullptr;
        const bool known = characters_of(name, static_cast<int*>(encoding->map));
        return known ? XML_STATUS_OK : XML_STATUS_ERROR;
      },
      nullptr);
}

PoslogReader::~PoslogReader() = default;

Result<void> PoslogReader::feed(std::string_view part) {
  while (!part.empty()) {
    const auto some = part.substr(0, static_cast<std::size_t>(kPartMax));
    TP_CHECK(state_->parse(some, false));
    part.remove_prefix(some.size());
  }
  return success();
}

Result<void> PoslogReader::finish() {
  return state_->parse({}, true);
}

}  // namespace touchpoint::devices
