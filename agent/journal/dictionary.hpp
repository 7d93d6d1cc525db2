// What events have in common: zstd finds repeats of it in the first event it compresses. Dictionary
// 1 is part of the file format and never changes; a better one becomes dictionary 2 with a format
// byte of its own. What is most common stands last, where references to it are shortest.
#pragma once

#include <string_view>

namespace touchpoint::journal {

inline constexpr std::string_view kDictionary1 =
    R"(touchpoint.agent.startedtouchpoint.agent.stoppedtouchpoint.link.losttouchpoint.link.restored)"
    R"("version":"0.","clean":true,"clean":false,"since":"2026-","to":"",)"
    R"(touchpoint.staff.signed_intouchpoint.staff.signed_outtouchpoint.staff.refused)"
    R"("actor":"environment","actor":"partner","actor":"customer",)"
    R"("clockquality":"unset","clockquality":"unsynchronised",)"
    R"(touchpoint.profile.viewed:1","data":{"profile":"019","staff":"","why":"")"
    R"(touchpoint.note.added:1","data":{"profile":"019","text":"","staff":"")"
    R"(touchpoint.order.refunded:1","data":{"profile":"019","order_id":"","total":1.0,)"
    R"("currency":"EUR","reason":"","staff":"")"
    R"(touchpoint.survey.answered:1","data":{"survey":"","version":1,"question":"","kind":"nps",)"
    R"("kind":"faces","score":10,"language":"en","language":"it"})"
    R"(touchpoint.customer.recognised:1","data":{"profile":"019","by":"loyalty","by":"order",)"
    R"("by":"email","by":"phone","replica_age_s":1})"
    R"(touchpoint.scan.received:1","data":{"kind":"loyalty","kind":"order","kind":null,"code":"",)"
    R"("via":"wedge","via":"till","via":"program","outcome":"matched","outcome":"unknown"})"
    R"(touchpoint.order.completed:1","data":{"profile":"019","order_id":"","total":1.0,)"
    R"("currency":"EUR","products":[{"sku":"","name":"","quantity":1,"price":1.0},{"sku":"",)"
    R"("name":"","quantity":1,"price":1.0}],"staff":"")"
    R"({"specversion":"1.0","id":"019","source":"/stores/-01/devices/-01-pos-1",)"
    R"("type":"touchpoint.order.collected","time":"2026-01-02T10:41:07.120Z",)"
    R"("recordedtime":"2026-01-02T10:41:07.123Z","actor":"employee","journal":"",)"
    R"("sequence":"00000000000000000001","touchpoint":"counter-1","clockquality":"synchronised",)"
    R"("bootid":"","uptimems":1,"datacontenttype":"application/json",)"
    R"("dataschema":"urn:touchpoint.order.collected:1","data":{"profile":"019","order_id":"",)"
    R"("staff":""},"salt":"")";

}  // namespace touchpoint::journal
