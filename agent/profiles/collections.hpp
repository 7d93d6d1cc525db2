// Collections knows which orders wait in this store for whoever the replica knows, so that the day
// can begin with how many there are. It follows from the sealed documents, which nobody reads twice
// for it: each is looked at when it is written, and all of them once after a start, a part at a
// time.
//
// Owned by ReplicaWriter, on the profiles thread. What a transaction changes is taken when it has
// been committed, and forgotten when it was not.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/profile.hpp"
#include "profiles/secrecy.hpp"

namespace touchpoint::profiles {

class Collections {
 public:
  // An order that is to be collected here, as the centre says; what was done here since is not in
  // it.
  struct Waiting {
    KeyedHash order{};
    OrderStatus status{};
  };

  explicit Collections(std::string store) : store_(std::move(store)) {}

  // Between these, in this order, a transaction.
  void begin();
  void start_over();
  void put(const Uuid& profile, const std::vector<Order>& orders, const Secrecy& secrecy);
  void remove(const Uuid& profile);
  void committed();

  const std::map<Uuid, std::vector<Waiting>>& waiting() const { return waiting_; }

 private:
  const std::string store_;
  std::map<Uuid, std::vector<Waiting>> waiting_;
  bool over_ = false;
  std::map<Uuid, std::vector<Waiting>> changed_;  // none left: they are gone
};

}  // namespace touchpoint::profiles
