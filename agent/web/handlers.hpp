// One function per route. By the time one is called, the surface, the method, the origin and the
// caller's role have been checked; what the request says has not.
#pragma once

#include <optional>
#include <string>

#include "web/access/sessions.hpp"
#include "web/answer.hpp"
#include "web/http/server.hpp"
#include "web/parts.hpp"
#include "web/surface.hpp"

namespace touchpoint::web {

// A request under way, and who made it.
struct Call {
  Request request;
  Surface surface{};
  std::string parameter;           // what stands for "{id}" in the path
  std::optional<Session> session;  // of who is signed in
  std::string tablet;              // the name of the one that asks
  Answer answer;
};

inline constexpr std::string_view kSessionCookie = "touchpoint_session";
// "__Host-": by TLS only, for this one host and all of it.
inline constexpr std::string_view kTabletCookie = "__Host-touchpoint_tablet";

// record_handlers.cpp
void record_interactions(Parts& parts, Call call);
// people_handlers.cpp
void pass_on_scan(Parts& parts, Call call);
void recognise(Parts& parts, Call call);
void show_timeline(Parts& parts, Call call);
// question_handlers.cpp
void answer_question(Parts& parts, Call call);
// search_handlers.cpp
void find_people(Parts& parts, Call call);
void open_visit(Parts& parts, Call call);
// customer_handlers.cpp
void register_customer(Parts& parts, Call call);
// page_handlers.cpp
void open_stream(Parts& parts, Call call);
void close_visit(Parts& parts, Call call);
void show_touchpoint(Parts& parts, Call call);
// visit_handlers.cpp
void park_visit(Parts& parts, Call call);
void return_visit(Parts& parts, Call call);
void let_go(Parts& parts, Call call);
// session_handlers.cpp
void sign_in(Parts& parts, Call call);
void show_session(Parts& parts, Call call);
void reveal_contact(Parts& parts, Call call);
void sign_out(Parts& parts, Call call);
// staff_handlers.cpp
void show_staff(Parts& parts, Call call);
void enable_staff(Parts& parts, Call call);
// badge_handlers.cpp
void show_badge(Parts& parts, Call call);
void give_badge(Parts& parts, Call call);
void take_badge(Parts& parts, Call call);
// `by`: a member of staff; empty: an operator at the command line.
void give_badge_by(Parts& parts, const std::string& name, std::string code, const std::string& by,
                   Done<void> done);
void take_badge_by(Parts& parts, const std::string& name, const std::string& by, Done<void> done);
// voice_handlers.cpp
void show_staff_survey(Parts& parts, Call call);
void answer_staff_survey(Parts& parts, Call call);
void postpone_staff_survey(Parts& parts, Call call);
// board_handlers.cpp
void show_board(Parts& parts, Call call);
void save_board(Parts& parts, Call call);
// tablet_handlers.cpp
void show_tablets(Parts& parts, Call call);
void offer_pairing(Parts& parts, Call call);
void revoke_tablet(Parts& parts, Call call);
void show_tablet(Parts& parts, Call call);
void pair_tablet(Parts& parts, Call call);
void show_authority(Parts& parts, Call call);
void fetch_authority(Parts& parts, Call call);
void fetch_profile(Parts& parts, Call call);
// operate_handlers.cpp
void show_status(Parts& parts, Call call);
void prove(Parts& parts, Call call);
void show_proof(Parts& parts, Call call);
void show_openapi(Parts& parts, Call call);
void show_health(Parts& parts, Call call);
std::string metrics_text(const Parts& parts);
void show_metrics(Parts& parts, Call call);

}  // namespace touchpoint::web
