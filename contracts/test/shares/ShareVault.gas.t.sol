// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {GasTest} from "../support/GasTest.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev OpenZeppelin's vault with its virtual shares, and nothing more.
contract PlainVault is ERC4626 {
    constructor(IERC20 asset_) ERC20("Plain", "PLAIN") ERC4626(asset_) {}

    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }
}

/// @dev What an investor pays beside OpenZeppelin's ERC4626 over the same token in the same run; ours is a clone, and the cost
/// of that is in it. Yearn's report is not on npm: its measured figure stands for it.
contract ShareVaultGasTest is VaultSetup, GasTest {
    uint256 private constant YEARN_REPORT_GAS = 125_491;

    PlainVault private plain;

    function setUp() public override {
        super.setUp();
        plain = new PlainVault(IERC20(usd));
        vm.prank(alice);
        usd.approve(address(plain), type(uint256).max);
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        vm.prank(alice);
        plain.deposit(1_000 * USD, alice);
        skip(1 days);
    }

    function test_gas_depositAgain() public {
        uint256 ours = spend(alice, address(vault), abi.encodeCall(vault.deposit, (10 * USD, alice)));
        uint256 anchor = spend(alice, address(plain), abi.encodeCall(plain.deposit, (10 * USD, alice)));
        emit GasUsed("vault deposit, returning holder", ours, anchor);
    }

    function test_gas_redeemPart() public {
        uint256 ours = spend(alice, address(vault), abi.encodeCall(vault.redeem, (1e12, alice, alice)));
        uint256 anchor = spend(alice, address(plain), abi.encodeCall(plain.redeem, (1e12, alice, alice)));
        emit GasUsed("vault redeem, part", ours, anchor);
    }

    function test_gas_reportProfit() public {
        buyGold(500 * USD);
        setGold(2_100);
        vault.report();
        skip(1 days);
        setGold(2_200);
        uint256 ours = spend(alice, address(vault), abi.encodeCall(vault.report, ()));
        emit GasUsed("vault report with profit", ours, YEARN_REPORT_GAS);
    }

    function test_gas_trade() public {
        buyGold(100 * USD);
        uint256 ours = spend(
            agent,
            address(vault),
            abi.encodeCall(vault.executeTrade, (tradeOf(address(usd), address(gold), 100 * USD)))
        );
        emit GasUsed("vault trade, one position, without the venue's part", ours, 0);
    }
}
