// Remarks report the plan of each op, argument and result, the ops for which a value is resharded, and
// ops that all ranks compute. A pinned weight is resharded for an op without a rule, whatever its role.
// RUN: echo '{"parameters": {"w3": [["tp"], []]}}' > %t.json
// RUN: ag-opt --ag-plan-sharding="spec=tp2,@%t.json" --ag-partition --remarks-filter="ag-p(lan-sharding|artition)" %s -o %t.mlir 2>&1 | FileCheck %s

// CHECK-DAG: [[#@LINE+8]]:9: remark: [Passed] plan | {{.*}}Remark="parameter w1 is [{}, {tp}]"
// CHECK-DAG: [[#@LINE+10]]:8: remark: [Passed] plan | {{.*}}Remark="computes [{}, {tp}] from [{}, {}], [{}, {tp}]"
// CHECK-DAG: [[#@LINE+11]]:8: remark: [Passed] plan | {{.*}}Remark="computes [{}, {}] sum{tp} from [{}, {tp}], [{tp}, {}]"
// CHECK-DAG: [[#@LINE+10]]:8: remark: [Passed] reshard | {{.*}}Remark="from [{}, {}] sum{tp} to [{}, {}] for 'func.return' at [[#@LINE+12]]:3"
// CHECK-DAG: [[#@LINE+6]]:9: remark: [Missed] plan | {{.*}}Reason="no other plan exists for its user", Remark="is resharded from [{tp}, {}] to [{}, {}] although its role pins it"
// CHECK-DAG: [[#@LINE+5]]:9: remark: [Passed] reshard | {{.*}}Remark="from [{tp}, {}] to [{}, {}] for 'tensor.bitcast' at [[#@LINE+9]]:8"
// CHECK-DAG: [[#@LINE+8]]:8: remark: [Missed] alike | {{.*}}Reason="it has no sharding rule", Remark="is computed unsplit by each rank"
func.func @main(%x: tensor<8x16xf32>) -> (tensor<8x16xf32>, tensor<32x16xi32>) {
  %w1 = ag.parameter "w1" : tensor<16x32xf32>
  %w2 = ag.parameter "w2" : tensor<32x16xf32>
  %w3 = ag.parameter "w3" : tensor<32x16xf32>
  %1 = ag.contract "bi,io->bo" %x, %w1 : tensor<8x16xf32>, tensor<16x32xf32> -> tensor<8x32xf32>
  %2 = ag.tanh %1 : tensor<8x32xf32>
  %3 = ag.contract "bi,io->bo" %2, %w2 : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
  %4 = tensor.bitcast %w3 : tensor<32x16xf32> to tensor<32x16xi32>
  return %3, %4 : tensor<8x16xf32>, tensor<32x16xi32>
}
