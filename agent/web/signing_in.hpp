// What the ways to sign in share: a session begins, or somebody is told why not.
#pragma once

#include <optional>

#include "web/answer.hpp"
#include "web/parts.hpp"

namespace touchpoint::web {

enum class SignedInBy { pin, badge };

// Whoever signs in at a page takes the place of who was there.
void start_session(Parts& parts, const Staff& staff, SignedInBy by,
                   const std::optional<Session>& before, const Peer& peer, Answer answer);

ApiRefusal disabled_refusal();

}  // namespace touchpoint::web
