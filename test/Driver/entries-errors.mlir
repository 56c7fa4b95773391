// RUN: not ag-opt %s --lower=cpu 2>&1 | FileCheck %s
// CHECK: error: is public, but has no ag.signature, which the phase trace records; expected it to be private
module attributes {ag.phase = "structure"} {
  func.func @f(%n: index) -> index {
    return %n : index
  }
}
