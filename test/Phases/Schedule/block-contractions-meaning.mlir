// Contractions in blocks mean the same: with long sums over one loop and over
// two, with many rows and a remainder, and with their users.
// RUN: ag-run %s --entry=sums --on=cpu --march=x86-64-v3 --input=randn:1 --rtol=1e-5 --atol=1e-3 --same-as=%s
// RUN: ag-run %s --entry=onto --on=cpu --march=x86-64-v2 --input=randn:1 --rtol=1e-5 --atol=1e-3 --same-as=%s
// RUN: ag-run %s --entry=rows --on=cpu --march=x86-64-v3 --input=randn:1 --rtol=1e-5 --atol=1e-4 --same-as=%s
// RUN: ag-compile %s --emit=obj -o %t.o --march=x86-64-v3 --remarks=passed 2>&1 | FileCheck %s

// CHECK-DAG: [[#@LINE+2]]:8: remark: [ag-block-contractions] passed blocks: is computed in blocks of 48 rows and 215 terms
func.func @sums(%x: tensor<500x43x48xf32>, %y: tensor<500x43x64xf32>) -> tensor<48x64xf32> {
  %0 = ag.contract "abi,abo->io" %x, %y : tensor<500x43x48xf32>, tensor<500x43x64xf32> -> tensor<48x64xf32>
  return %0 : tensor<48x64xf32>
}

// CHECK-DAG: [[#@LINE+2]]:8: remark: [ag-block-contractions] passed blocks: is computed in blocks of 72 rows and 256 terms
func.func @onto(%x: tensor<72x9001xf32>, %y: tensor<80x9001xf32>, %z: tensor<72x80xf32>) -> tensor<72x80xf32> {
  %0 = ag.contract "ib,ob->io" %x, %y : tensor<72x9001xf32>, tensor<80x9001xf32> -> tensor<72x80xf32>
  %1 = ag.add %z, %0 : tensor<72x80xf32>
  %2 = ag.tanh %1 : tensor<72x80xf32>
  return %2 : tensor<72x80xf32>
}

// CHECK-DAG: [[#@LINE+2]]:8: remark: [ag-block-contractions] passed blocks: is computed in blocks of 816 rows and 80 terms
func.func @rows(%x: tensor<9001x80xf32>, %w: tensor<90x80xf32>, %b: tensor<90xf32>) -> tensor<9001x90xf32> {
  %0 = ag.contract "bi,oi->bo" %x, %w : tensor<9001x80xf32>, tensor<90x80xf32> -> tensor<9001x90xf32>
  %1 = ag.broadcast %b [1] : tensor<90xf32> -> tensor<9001x90xf32>
  %2 = ag.add %0, %1 : tensor<9001x90xf32>
  return %2 : tensor<9001x90xf32>
}
