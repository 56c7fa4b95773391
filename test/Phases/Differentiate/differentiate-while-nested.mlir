// While loops are nested in conditions and in bodies; one forwards a value from
// outside of the loop.
// RUN: ag-run %s --verify-grad --dim n=3
// RUN: sed -e 's/ attributes {ag.max_trips = 3 : i64}//' %s > %t.open.mlir
// RUN: ag-run %t.open.mlir --verify-grad --dim n=3
func.func @main(%x: tensor<?xf64> {ag.dims = ["n"]}, %w: f64) -> (tensor<?xf64> {ag.dims = ["n"]}, f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %dim = tensor.dim %x, %c0 : tensor<?xf64>
  %r:3 = scf.while (%i = %c0, %a = %x, %s = %w) : (index, tensor<?xf64>, f64) -> (index, tensor<?xf64>, f64) {
    %b:2 = scf.while (%j = %c0, %t = %s) : (index, f64) -> (index, f64) {
      %go = arith.cmpi slt, %j, %c2 : index
      %k = arith.addi %j, %c1 : index
      %0 = math.sin %t : f64
      scf.condition(%go) %k, %0 : index, f64
    } do {
    ^bb0(%j: index, %t: f64):
      scf.yield %j, %t : index, f64
    } attributes {ag.max_trips = 3 : i64}
    %go = arith.cmpi slt, %i, %c2 : index
    scf.condition(%go) %i, %a, %b#1 : index, tensor<?xf64>, f64
  } do {
  ^bb0(%i: index, %a: tensor<?xf64>, %s: f64):
    %in:3 = scf.while (%j = %c0, %b = %a) : (index, tensor<?xf64>) -> (index, tensor<?xf64>, f64) {
      %go = arith.cmpi slt, %j, %c2 : index
      scf.condition(%go) %j, %b, %s : index, tensor<?xf64>, f64
    } do {
    ^bb0(%j: index, %b: tensor<?xf64>, %q: f64):
      %0 = ag.tanh %b : tensor<?xf64>
      %1 = tensor.splat %q[%dim] : tensor<?xf64>
      %2 = ag.mul %0, %1 : tensor<?xf64>
      %k = arith.addi %j, %c1 : index
      scf.yield %k, %2 : index, tensor<?xf64>
    } attributes {ag.max_trips = 3 : i64}
    %0 = arith.mulf %in#2, %s : f64
    %k = arith.addi %i, %c1 : index
    scf.yield %k, %in#1, %0 : index, tensor<?xf64>, f64
  } attributes {ag.max_trips = 3 : i64}
  return %r#1, %r#2 : tensor<?xf64>, f64
}
