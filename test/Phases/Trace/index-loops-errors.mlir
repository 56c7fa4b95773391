// RUN: ag-opt --ag-index-loops --verify-diagnostics %s
func.func @f(%x: i8) -> i8 {
  %a = arith.constant 0 : i8
  %b = arith.constant 100 : i8
  %s = arith.constant 150 : i8
  // expected-error @below {{'scf.for' op the step is -106, expected 1 or more}}
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> i8 : i8 {
    %z = arith.addi %y, %i : i8
    scf.yield %z : i8
  }
  return %r : i8
}
