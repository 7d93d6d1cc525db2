// The one translation unit that compiles Beast's non-template parts, for everyone who links them.
#include <boost/beast/src.hpp>
