// A processor that is none is refused, and not taken for one without f16.
// RUN: not ag-opt %s --ag-widen-small-floats=march=z80 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-small-floats-to-bits=march=pentium4 2>&1 | FileCheck %s

// CHECK: error: march is '{{z80|pentium4}}': no such CPU; expected native, x86-64,
func.func @f(%x: f16) -> f32 {
  %y = arith.extf %x : f16 to f32
  return %y : f32
}
