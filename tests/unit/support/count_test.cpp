#include "support/count.h"

#include <gtest/gtest.h>

namespace mcpcc {
namespace {

TEST(Count, IsSingularForOne) {
  EXPECT_EQ(counted(0, "record"), "0 records");
  EXPECT_EQ(counted(1, "sealed secret"), "1 sealed secret");
  EXPECT_EQ(counted(2, "record"), "2 records");
}

}  // namespace
}  // namespace mcpcc
