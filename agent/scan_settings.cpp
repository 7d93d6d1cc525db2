#include "scan_settings.hpp"

namespace touchpoint {

recognition::Rules scan_rules(const config::Config& config) {
  using recognition::Namespace;
  const auto& scan = config.scan;
  return {.namespaces = {{Namespace::loyalty, scan.loyalty_pattern, scan.loyalty_symbologies},
                         {Namespace::order, scan.order_pattern, scan.order_symbologies},
                         {Namespace::gift_card, scan.gift_card_pattern, scan.gift_card_symbologies},
                         {Namespace::coupon, scan.coupon_pattern, scan.coupon_symbologies},
                         {Namespace::receipt, scan.receipt_pattern, scan.receipt_symbologies},
                         {Namespace::account, scan.account_pattern, scan.account_symbologies},
                         {Namespace::wallet, scan.wallet_pattern, scan.wallet_symbologies},
                         {Namespace::payment_account, scan.payment_account_pattern,
                          scan.payment_account_symbologies}},
          .country = config.device.country};
}

recognition::BlockList block_list(const config::Config& config) {
  auto list = recognition::BlockList::make(config.scan.blocked);
  return list ? std::move(list).value() : recognition::BlockList{};
}

}  // namespace touchpoint
