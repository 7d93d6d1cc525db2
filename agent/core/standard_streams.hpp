// The first thing in each main(): a standard stream that is closed would give its number to the
// next file or socket, and what the program prints would go there. Afterwards using it fails
// instead.
#pragma once

namespace touchpoint {

void occupy_standard_streams();

}  // namespace touchpoint
