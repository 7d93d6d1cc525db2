// Where a customer wants their answer: masked on every screen, told to who sees to the task, and
// recorded.
#include <gmock/gmock.h>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ContactTest : public WebTest {
 protected:
  void given(std::string channel, std::string address) {
    StoreTask task{.id = kId, .kind = TaskKind::promise, .opened = clock_.wall()};
    task.reply = {.channel = std::move(channel), .address = std::move(address)};
    device_.to_do = {task};
  }
  std::string told_to_screens() { return seen(open_stream()).back(); }
  Reply reveal(std::string_view task = kId) {
    return ask(
        as_staff(post("counter.localhost", "/v1/tasks/" + std::string(task) + "/contact", "{}")));
  }
};

TEST_F(ContactTest, ScreensAreToldWhatTellsTwoApart) {
  given("phone", "+39 02 123 45 67");
  EXPECT_THAT(told_to_screens(), HasSubstr(R"("reply":{"channel":"phone","masked":"••• 567"})"));
  given("phone", "112");
  EXPECT_THAT(told_to_screens(), HasSubstr(R"("masked":"•••"})"));
  given("email", "anna.bianchi@example.org");
  EXPECT_THAT(told_to_screens(),
              AllOf(HasSubstr(R"("masked":"a•••@•••"})"), Not(HasSubstr("example"))));
  given("email", "élodie@example.org");
  EXPECT_THAT(told_to_screens(), HasSubstr(R"("masked":"•••@•••"})"));
}

TEST_F(ContactTest, ItIsToldToWhoSeesToItAndRecorded) {
  given("email", "anna@example.org");
  EXPECT_EQ(reveal().error(), "not_taken");
  device_.to_do[0].taken = {.by = "marco", .at = clock_.wall()};
  EXPECT_EQ(reveal().error(), "not_taken");
  const auto before = device_.events.size();
  device_.to_do[0].taken->by = "giulia";
  EXPECT_EQ(reveal().body, R"({"channel":"email","address":"anna@example.org"})");
  ASSERT_EQ(device_.events.size(), before + 1);
  EXPECT_EQ(device_.events.back().type, "touchpoint.contact.revealed");
  EXPECT_EQ(device_.events.back().data,
            R"({"task_id":")" + std::string(kId) + R"(","staff":"giulia"})");
}

TEST_F(ContactTest, NothingIsToldOfWhatIsDoneOrAsksForNoAnswer) {
  given("email", "anna@example.org");
  device_.to_do[0].taken = {.by = "giulia", .at = clock_.wall()};
  device_.to_do[0].closed = {
      .by = "giulia", .at = clock_.wall(), .type = "task.completed", .text = {}};
  EXPECT_EQ(reveal().status, 404);
  device_.to_do[0].closed.reset();
  device_.to_do[0].reply.reset();
  EXPECT_EQ(reveal().status, 404);
  EXPECT_EQ(reveal("nothing").status, 404);
}

}  // namespace
}  // namespace touchpoint::web
