#include "sync/hub/json_members.hpp"

#include <charconv>
#include <cmath>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::hub {

namespace json = boost::json;

Result<json::object> parse_object(std::string_view text) {
  TP_TRY(auto value, sync::reading::parse_strictly(text, "this", {}));
  return std::move(value.get_object());
}

namespace {

const json::value* member(const json::object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

std::optional<double> number_of(const json::value& value) {
  double number = 0;
  if (value.is_string()) {
    const std::string_view text = trimmed({value.get_string().data(), value.get_string().size()});
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  } else if (value.is_number()) {
    number = value.to_number<double>();
  } else {
    return std::nullopt;
  }
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace

const json::object* object_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  return value == nullptr ? nullptr : value->if_object();
}

const json::array* array_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  return value == nullptr ? nullptr : value->if_array();
}

std::string text_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr) return {};
  if (value->is_int64()) return std::to_string(value->get_int64());
  if (value->is_uint64()) return std::to_string(value->get_uint64());
  if (!value->is_string()) return {};
  const std::string_view text = trimmed({value->get_string().data(), value->get_string().size()});
  if (text.size() > limits::kJsonStringMax || has_control_characters(text)) return {};
  return std::string(text);
}

std::optional<double> number_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  return value == nullptr ? std::nullopt : number_of(*value);
}

std::optional<bool> bool_member(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::optional<WallTime> time_member(const json::object& object, std::string_view name) {
  return from_rfc3339(text_member(object, name));
}

std::optional<Product> product_of(const json::object& object) {
  Product product;
  product.sku = text_member(object, "sku");
  if (product.sku.empty()) product.sku = text_member(object, "product_id");
  product.name = text_member(object, "name");
  if (product.sku.empty() && product.name.empty()) return std::nullopt;
  product.quantity = number_member(object, "quantity").value_or(1);
  product.price = number_member(object, "price");
  return product;
}

std::vector<Product> products_member(const json::object& object, std::string_view name) {
  std::vector<Product> products;
  const auto* array = array_member(object, name);
  if (array == nullptr) return products;
  products.reserve(array->size());
  for (const auto& value : *array) {
    const auto* element = value.if_object();
    if (element == nullptr) continue;
    if (auto product = product_of(*element)) products.push_back(std::move(*product));
  }
  return products;
}

}  // namespace touchpoint::hub
